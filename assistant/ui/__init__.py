"""The web pages: one file a page. They draw what the application says and decide nothing."""
