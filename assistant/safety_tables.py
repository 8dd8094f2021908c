"""The tables behind the step-out check: what people write when somebody is hurt, threatened or in despair.

Data and no code; ``safety`` reads it. A pattern is a row of words that follow each other:

    word        this word                   a/b         either word
    word*       words that begin so         <name>      one of the alternatives of a group
    [word]      may be there or not         ..          up to four words, none of them a "not"
    ^  $        the sentence begins, ends   ...         up to nine words, none of them a "not"
    !word       this word does not follow               a_b         two words where one stands among others

They meet text in plain spelling: small letters, no commas, "do not" for "don't" and "dont",
"going to" for "gonna". A sentence that matches an exception is not judged by that row.
"""

from __future__ import annotations

from typing import NamedTuple

PEOPLE = (
    "trainee trainees apprentice apprentices student students junior juniors mentee mentees intern interns colleague "
    "colleagues coworker nurse nurses resident residents registrar postdoc doctor doctors teacher teachers technician "
    "assistant commis recruit recruits soldier soldiers private corporal cadet lad lads lass lasses girl girls boy boys "
    "kid kids guy guys woman women man men person friend friends mate mates brother sister son daughter mum dad mother "
    "father wife husband partner girlfriend boyfriend roommate flatmate housemate labmate pupil pupils employee employees "
    "worker workers supervisee learner freshman newcomer starter beginner player runner paralegal receptionist secretary "
    "cleaner driver cook waiter waitress teammate staff member members one ones children child cousin niece nephew grandson granddaughter daughters sons parent parents classmate classmates peer peers senior seniors recruits"
)
BOSSES = (
    "boss bosses chef manager supervisor mentor director owner foreman gaffer sergeant instructor coach partner partners "
    "consultant professor prof advisor adviser pi lead leader head chief senior seniors surgeon officer landlord warden "
    "matron lecturer tutor trainer captain physio principal dean host uncle brickie welder client clients customer "
    "relative colleague colleagues stranger neighbour neighbor neighbors neighbours ex stepfather"
)

GROUPS: dict[str, str] = {
    "people": "|".join(PEOPLE.split()),
    "bosses": "|".join(BOSSES.split()),
    "self": "myself|himself|herself|themselves|themself|meself|hisself|ourselves|yourselves",
    "own": "my|his|her|their|my own|his own|her own|their own|me|me own",
    "be": "am|is|are|was|were|be|being|been|feel|feels|felt|feeling|seems|sounds",
    "will": "will|would|shall|is going to|are going to|was going to|were going to|am going to|going to|is about to",
    "want": "want|wants|wanted|wanting|wish|wishes|wished|need|long|longs|prefer|would like|would love|feel like|feels like"
    "|felt like|going to|plan|plans|planning|planned|try|tried|tries|trying|ready|intend|intends|decided|thinking of"
    "|thinking about|thought of|thought about|think about|think of|thinks about|thinks of|dream of|dreams of",
    "ponder": "think|thinks|thinking|thought|thoughts|imagine|imagines|imagining|imagined|picture|picturing|dream|dreams"
    "|dreaming|dreamt|fantasise|fantasising|fantasies|fantasize|fantasizing|obsessed|talk|talks|talking|talked|joke|jokes"
    "|joking|joked|speaks|spoke|speaking|consider|considers|considered|considering|plan|plans|planning|planned|googled"
    "|googling|googles|searching|searched|reading|urge|urges|wish|wishes|wishing|wished|hope|hopes|hoping|want|wants"
    "|wanted|wanting|feel like|feels like|felt like|ready|prepared|preparing|going to|gonna|will|would|might|may|could"
    "|try|tries|trying|tried|threatens|threatened|threatening|threatens to|decided|intends|intend|intention|need|needs"
    "|needing|afraid|scared|tempted|close to|idea|ideas|promised|contemplating|contemplates|contemplated|about to|keeps"
    "|started|starts|obsessing|wonder|wonders|wondering|writes|wrote|mentions|mentioned|says|said|know how|figured out",
    "death": "kill <self>|killing <self>|kill <self>|suicide|end <own> life|ending <own> life|take <own> life|taking <own> life"
    "|end it all|ending it all|end everything|ending everything|hang <self>|hanging <self>|shoot <self>|shooting <self>|drown <self>"
    "|drowning <self>|slit <own> wrists|slitting <own> wrists|cut <own> wrists|cutting <own> wrists|cut <own> arms"
    "|cutting <own> arms|hurt <self>|hurting <self>|harm <self>|harming <self>|cut <self>|cutting <self>|burning <self>"
    "|starving <self>|poisoning <self>|being dead|be dead|dying|own death|my death|his death|her death"
    "|not being here|not being around|not being alive|not being there|not existing|not exist|stop existing|never waking up"
    "|not waking up|not wake up|never wake up|disappear forever|disappearing forever|vanish forever|sleep forever"
    "|check out for good|be gone forever|be gone for good|overdose|overdosing|swallowing pills|jump off|jumping off"
    "|jump out|jumping out|jump from|jumping from|jump in front|jumping in front|top <self>|topping <self>|do <self> in|doing <self> in"
    "|off <self>|offing <self>|end my pain|end the pain|end his pain|end her pain|end my suffering|leave this world|leaving this world",
    "gone": "gone|dead|died|disappeared|vanished|not here|not around|not alive|not there|no longer here|not exist|did not exist"
    "|ended things|ended it|killed <self>|never been born|out of the way|not born|was not here|jumped",
    "affected": "i|we|he|she|they|me|us|him|her|my <people>|our <people>|one of my <people>|<people>",
    "suffer": "face|faces|facing|faced|experience|experiences|experienced|experiencing|suffer|suffers|suffered|suffering"
    "|receive|receives|received|receiving|get|gets|getting|got|endure|endures|enduring|endured|subjected to|subject to"
    "|targeted with|target of|victim of|put up with|deal with|dealing with|living with|met with|reported|disclosed|reports",
    "mistreatment": "discrimination|racism|sexism|harassment|abuse|bullying|cyberbullying|ragging|hazing|prejudice|slurs"
    "|hate speech|hate mail|threats|threat|threatening|abusive|hateful|harassing|racist|sexist|casteist|homophobic|transphobic"
    "|antisemitic|islamophobic|ableist|violence|beatings|molestation|assault|rape|stalking|blackmail|intimidation"
    "|humiliation|death threats|verbal aggression|aggression|retaliation|mobbing",
    "mistreats": "bully|bullies|bullied|bullying|cyberbullies|cyberbully|cyberbullying|harass|harasses|harassed|harassing"
    "|torment|torments|tormenting|tormented|intimidate|intimidates|intimidating|intimidated|mistreat|mistreats|mistreated"
    "|mistreating|victimise|victimises|victimising|victimizes|persecute|persecutes|persecuting|terrorise|terrorises"
    "|terrorising|terrorizes|rag|rags|ragged|ragging|haze|hazes|hazed|hazing|mob|mobs|mobbed|mobbing|dehumanise|degrade"
    "|degrades|degrading|degraded|blackmail|blackmails|blackmailing|blackmailed|extort|extorts|extorting|gaslights"
    "|gaslighting|gaslight|groom|grooms|grooming|exploits|exploiting|doxxed|doxed|trolls|trolling",
    "mistreated": "bullied|harassed|tormented|intimidated|mistreated|victimised|victimized|persecuted|terrorised|ragged|hazed"
    "|mobbed|degraded|blackmailed|extorted|stalked|threatened|discriminated|abused|assaulted|molested|raped|groped|groomed"
    "|exploited|trafficked|cyberbullied|doxxed|racially abused|racially harassed|sexually harassed|sexually attacked"
    "|sexually exploited|verbally attacked|physically attacked|punished for reporting|retaliated against|singled out because",
    "say": "say|says|said|saying|told|tells|tell|telling|writes|wrote|written|texted|texts|messaged|confided|admitted"
    "|admits|posted|mentioned|hinted|keeps saying|threatened|threatens|threatening|swore|swears|talks|talked|talking"
    "|promised|shouted|whispered|disclosed|thinks|believes",
    "someone": "[my/our/the/a/an/one/her/his/another/some/that/two/this] [of] [my/our/the/her/his/older/new/young/other"
    "/female/male/senior/former/old/drunk/next] [<people>/<bosses>] <people>|[my/our/the/a/an/one/her/his/another/some/two]"
    " [of] [my/our/the/her/older/other/senior/former/drunk/old/next] <bosses>|he|she|they|someone|somebody|who|people",
    "hurt one": "me|us|him|her|them|my <people>|my [new/young/female/male/first] [<people>] <people>|our [<people>] <people>"
    "|the [new/young/other] [<people>] <people>|a [young/new/female/male/junior] [<people>] <people>|one of my <people>"
    "|one of the <people>|one of our <people>|another <people>|my arm|my hair|my face",
    "often": "always|constantly|all the time|every day|everyday|every single day|each day|daily|every week|every time"
    "|each week|every shift|every meeting|all meetings|each meeting|every morning|every night|every lesson|every session"
    "|all day|all day long|again and again|over and over|nonstop|repeatedly|keeps|keep|kept|for weeks|for months"
    "|for a year|for years|since months|nightly|weekly|every friday|every monday|at every|on every|in every|in each|in all"
    "|ever since|still|day after day|day in",
    "private part": "bum|ass|arse|bottom|butt|backside|backsides|breast|breasts|boob|boobs|tits|chest|thigh|thighs|leg|legs"
    "|knee|waist|hip|hips|crotch|groin|private|privates|genitals|vagina|penis|lap|small of|lower back|neck|pants|trousers"
    "|skirt|dress|shirt|blouse|bra|underwear|knickers|body|inner",
    "trait": "accent|english|skin|skin colour|race|colour|color|religion|faith|headscarf|hijab|turban|caste|gender|sex"
    "|sexuality|weight|body|disability|wheelchair|stutter|stammer|age|pregnancy|nationality|origin|background|ethnicity"
    "|hair|dyslexia|autism|adhd|voice|name|country|deafness|hearing aid|transition|pronouns|looks|visa|appearance|clothes|faith|beliefs|language|dialect|heritage|people|community|family|sexual orientation|orientation|identity|health|illness|depression|mental health|turban",
    "identity": "black|brown|asian|african|arab|muslim|jewish|indian|chinese|polish|latina|latino|mexican|foreign|a foreigner"
    "|an immigrant|a migrant|a refugee|gay|lesbian|bi|queer|trans|nonbinary|a woman|a girl|female|a mother|pregnant"
    "|disabled|deaf|blind|autistic|dyslexic|fat|old|too old|a man|a traveller|a gypsy|roma|hindu|sikh|dalit|catholic",
    "slur": "slur|slurs|nigger|nigga|paki|chink|spic|kike|gook|wetback|coon|fag|faggot|poof|poofter|dyke|tranny|retard"
    "|spastic|spaz|cripple|gypsy|gyppo|pikey|whore|slut|cunt|bitch|skank|n word|p word|f word|monkey|ape|terrorist|savage"
    "|fat|fatty|pig|fat pig|cow",
    "insult": "stupid|idiot|moron|dumb|useless|worthless|pathetic|trash|garbage|rubbish|loser|ugly|lazy|thick"
    "|imbecile|dog|donkey|princess|sweetheart|darling|refugee|foreigner|freak|weirdo|failure|clown|disgusting|brainless",
    "weapon": "knife|knives|gun|guns|pistol|rifle|shotgun|machete|blade|axe|hatchet|hammer|bat|baton|crowbar|bar|weapon"
    "|acid|stick|belt|razor|screwdriver|cleaver|bottle|pipe|sword|firearm|petrol",
    "violence": "kill|hurt|harm|shoot|stab|beat|hit|punch|slap|kick|attack|strangle|choke|smash|break|cut|burn|rape|batter"
    "|bash|murder|knife|slash|jump|assault|get back at|hospitalise|do in|finish",
    "struck": "hit|hits|hitting|punched|punches|punching|slapped|slaps|slapping|kicked|kicks|kicking|beat|beats|beaten"
    "|beating|choked|chokes|strangled|strangles|strangling|shoved|shoves|pushed|pushes|headbutted|spat on|spits on"
    "|spits at|spat at|stabbed|stabs|cut|burned|burnt|bit|whipped|caned|smacked|smacks|thumped|battered|battering|assaulted"
    "|attacked|attacks|assaults|dragged|tripped|elbowed|throttled|whacked|clobbered|shook|bashed|bashes",
    "means": "pills|tablets|medication|meds|insulin|paracetamol|rope|gun|shotgun|rifle|pistol|razor|blades|poison",
    "report": "reported|complained|filed|spoke up|spoke out|went to hr|told hr|went to the ombuds|blew the whistle|refused"
    "|raised|disclosed|made a complaint|said no|testified|rejected|turned him down|turned her down|contacted hr"
    "|talked to hr|told the union|went to the union|whistleblew|objected",
    "revenge": "worst|punish|punishes|punished|punishing|frozen|freezes|excluded|exclude|excludes|threatened|threatens|sack"
    "|sacked|fired|demoted|taken|took|takes|removed|cancelled|pulled|withdrew|withdrawn|bad reference|hell|moved|cut"
    "|no shifts|ignored|ignores|ignore|blocked|blocks|isolated|revenge|retaliation|retaliates|retaliating|retaliated"
    "|lost|stripped|out to get|getting back|bullies|bullied|bullying|harass*|ostracised|blacklisted|shunned",
    "live": "live|be alive|exist|wake up|go on living|keep living|continue living|continue to live|be in this world"
    "|be on this earth|be on this planet|see tomorrow|see another day",
}


class Row(NamedTuple):
    """Patterns that mean one kind of concern, and what in the same sentence makes them harmless."""

    kind: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    own: bool = False  # Said of oneself: no question about a topic, no story, so fewer guards.


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


# Sayings that contain a grave word and mean nothing grave; they are taken out before anything is judged.
IDIOMS = _lines("""
    killing me/us
    kill me now
    going to kill me if i miss/fail/forget/am/do/break/lose/drop/mess/screw
    exam/exams/quals/finals/viva/deadline/deadlines/essay/shift/shifts/work/job/project/defence/defense/audit/course/boss/thesis/training/commute/it/this/that is/are/will/would [going] [to] kill me
    kill for a
    would/could kill him/her/them/you/it/for !with
    killed/killing/kill/kills it/time/two/the
    killing <self> laughing
    kill <self> laughing
    rather/sooner die/eat/be than !live/wake/exist/spend/face/carry/continue/go
    rather/sooner be dead than
    over my dead body
    dead tired/line/lines/end/ends/weight/inside/wood/code/letter/serious/easy/wrong/right/set/beat/heat
    dead on my/his/her/their feet
    tired/bored/scared/worked/frightened/worried/sick/embarrassed to death
    die/died/dying/dies/dead of/from/with shame/embarrassment/laughter/laughing/boredom/curiosity/thirst/fear/hunger/tiredness
    die of shame
    die on stage
    dying to
    death march/row/star/metal/knell
    the death of me
    sudden death
    career/professional/academic/political/social/commercial suicide
    thesis/project/plan/idea/timeline/schedule/chapter/model is/was/would [be] [pure/sheer/total] suicide
    suicide squad/mission/doors/prevention/awareness/training
    threw/throw/throws/throwing <self> into
    threw/throw/throws/thrown/throwing [<self>/me/him/her/us/them] in/under/a/to the bus/wolves/lions/deep
    thrown/threw/throw under the bus
    train of thought
    jump*/jumped/jumping at/up
    jump*/jumped/jumping off the page/train
    shot <self> in the foot
    shoot/shot/shooting <self> in the foot
    hit/hits/hitting a/the/my wall/target/roof/nail/road/ground/books/deadline/bottom/limit/ceiling/snag/sack/gym/jackpot
    hit/hits me that/like/later/then/when/up/how/all
    beat* me to/at/by/hands
    it/that/what beats me
    shaving/shave cut
    beat* <self> up
    beating <self> up
    beat up <self>
    kicked/kick/kicks/kicking me/him/her/us/them out/off/into/upstairs
    kicked/kicks/kick <self>
    pushed/pushes/push/pushing me/him/her/us/them to/hard/too/further/towards/beyond/out/into/on/forward/through/harder
    attacked/attacks my argument/paper/work/idea/ideas/code/draft/chapter/talk/design/plan/position/proposal/thesis
    stabbed/stabs/stab in the back
    stab/stabbed/stabs me/him/her in the back
    cut/cuts/cutting me/him/her/us off/out/short/some/down/up/loose/in
    cut my/our teeth/losses/budget
    bit/bites/bite my/his/her/the head off/tongue/bullet/dust/hand
    ate/eat/eats my/his/her/the head off
    shook my/his/her/our hand/head/hands
    break/broke/breaks/breaking my/his/her heart
    break/broke/breaks/breaking a/the leg/ice/news/build
    grab/grabbed/grabs me/her/him for/a/when
    slap/slapped on the wrist
    slapped me/him/her with
    got/get/gets jumped on
    scared/frightened/worried/nervous to
    hang <self> out to dry
    hang/hangs/hung me/him/her out
    burn/burned/burnt <self> out
    harsh/hard on <self>
    gunning for
    under the gun
    fire/fired [him/her/me] with questions
    at knifepoint deadlines
    knife skills/roll/work
    lost/lose/losing the will to live in/during/when/reading/listening/waiting/after/halfway/somewhere
    do not kill <self> over
    killing <self> to/over/with/for
    kill <self> to/over/with/for
    half killing/killed/kill <self>
    fought like
    abuse of notation
    rape/rapeseed oil/seed/field
    rape/assault/abuse/harassment/stalking victim/case/trial/charge/allegation/law/policy/training
    touch/touches/touched [a] base/nerve/typing/screen/up/wood/me/us/him/her deeply/that/how/very
    no harm
    self harm/injury policy/training/ward/guideline/leaflet
""")

# What makes a sentence about others a question on a subject, a story, or daily work. Looked for before the match.
HYPOTHETICAL = _lines("""
    if/when/whenever/whether/suppose/unless/once/should/where a/an/any/some/someone/somebody/anyone/anybody/people/students
    if/when/whenever trainees/apprentices/mentees/children/staff/employees/learners/they
    ask/asks/asked/asking ... whether/if
    ask/asks/asked/asking about
    to/with/about/for/of/does/do/can/should/may a/an/any/someone/somebody/anyone/people/students/trainees [student/trainee/person/mentee/colleague/apprentice/pupil/worker/employee] who/that/is/has
    what is/are/does/do/counts
    how is/are/common/often/does/prevent*
    signs/definition/evidence/literature/research/policy/policies/rules/law/statistics/training/workshop/guide/guidance of/on/about/for
    every/any <people> who/that
    in general
    does/do a/people/students/mentors/bosses
""")
FICTION = _lines("""
    film/movie/movies/novel/book/books/story/stories/song/opera/documentary/episode/tv/podcast/character/shakespeare/hamlet/juliet/poem
    simulation/simulations/simulated/moot/helpline/roleplayed/theatre piece/fictional/imaginary/fictitious
    in the scenario/exercise/case/vignette/play/series/script
    short story
""")
CARE = _lines("""
    patient/patients/resident/residents/service/casualty/casualties/inmate/inmates/prisoner/prisoners/caller/callers/defendant/client/clients
""")

ROWS: tuple[Row, ...] = (
    # --- crisis: said of oneself -----------------------------------------------------------------------------
    Row(
        "crisis",
        _lines("""
        lethal dose/amount
        no/any reason/reasons/point .. [for] me/him/her/them to keep/go/continue/stay/be [on] living/alive/going/live/here
        everyone/everybody/they/family/kids/world/people .. fine/ok/okay/better/happier/relieved/glad/free/easier ... if/when/once/without i/he/she/they/me .. <gone>
        swallowing/swallow/taking/take them/it/all .. now/tonight/goodbye/all/tomorrow
        standing/sitting/hanging on/off/over/from the/a ledge/edge/railing/bridge/parapet
        thought/thoughts/urge/urges/idea/ideas of/about/to harming/hurting/killing/cutting/ending/harm/hurt/kill/cut <self>
        i .. rather not wake
        ready to go/leave [this] .. forever/world/life/for_good
        [the/this/my] last day/night/message/text/goodbye .. alive/ever/earth/world/life
        will/would [soon] be free/at_peace/over/with_my .. soon/dad/mum/mother/father/pain/forever
        nothing matters [any] .. alive/live/living/die/dead/anyway_i
        how it would feel/be to be/die/not/jump/fall/drown dead/from/exist/under
        bottle/box/packet/pack/stash/supply/drawer of pills/tablets/sleeping/paracetamol/meds .. look/stare/ready/tonight/night/enough/count/think
        counting/counted/counts/count [out] [my/his/her/the] pills/tablets/sleeping
        tablets/pills/rope/gun/knife/razor .. thinking/thought/thinks/think about using/use/it
        using it/one on <self>
        <want>/tried/might/going [to] starve/poison/electrocute/burn/gas <self>
        <someone> .. cried/sobbed/said/says/told .. not want to go on/be_alive/live
        he/she/they .. not want to go on/be_alive any/living/$
        i .. not want to go on any/living/$
        attempted [to] kill/suicide/hang/overdose/take
        survived an/a attempt/overdose
        suicide/self_harm/overdose attempt .. last/yesterday/week/month/again/my/his/her
        [is/was/been] sectioned/hospitalised/hospitalized after/for [a/an] attempt/overdose/suicide/cutting/trying
        safe/unsafe alone .. tonight/leave/left/herself/himself
        not [be/feel/is/am] safe to [be/leave] [be] alone/left
        made/survived/had/after/another/recent/previous/attempted/has [a/an/her/his/another/the] suicide attempt
        <weapon>/bullet/round/shot .. would/will/could fix/end/solve/finish it/this/everything/me
        <ponder> .. jumping/slashing/od/overdosing/hanging $
        <ponder> .. about my/his/her/slitting/cutting wrists/wrist/veins/throat
        <ponder> .. jumping/stepping/throwing/driving/crashing/running/walking into/off/from/in/under/through
        texted/messaged/wrote/writes/left .. look/take after/care_of my/our/his/her/the kids/children/wife/mum/dog/cat/family/boy/girl/son/daughter/husband
        consumed/ate/eaten/drank/drunk/took/swallowed/taken/drinking/injected poison/pesticide/bleach/insulin/petrol/rat_poison
        thanked/hugged/kissed/goodbye .. like/as_if/if/almost .. the last time
        cut/cuts/cutting/hurt/hurting/burned/burning himself/herself/themselves .. toilet/bathroom/shower/bed/bedroom/razor/blade/purpose/night/again
        [can/do/see] .. way out but one/this/that/to
        who would/will find me/my/him/her
        not matter [soon/any/more] .. not be around/here
        he/she/they will/would not be around/alive [$]
        he/she/they will/would not be around/alive much/any/to/for/long
        me/i not want/wan [to] <live>
        had it/enough with being/living [alive]
        done [with] fighting .. goodnight/goodbye/world/sorry
        goodnight/goodbye [cruel] world
        <say>/<ponder> .. next year .. will not be here/around
        hung/hanged <self>
        no right to exist/live
        feel/feels/felt/feeling like [to] jump/jumping/dying/disappearing_forever
        not waking/wake up .. fine/nice/good/relief/ok/okay
        checked/check out of life/this_world
        would not/not bother/mind/care/be [bothered] .. hit/ran/killed .. me
        how many [of] [my/the] pills/tablets
        picturing/picture/imagine/imagining driving/crashing/jumping/hanging/falling
        took/taken/take a load/lot/bunch/handful/heap of tablets/pills
        scratched/scratches/burned/cut/cutting/cuts my/his/her/their arms/arm/wrists/legs .. raw/only/helps/again/open/up/bits
        i/me .. doing/do myself in
        thoughts of/about doing/ending/killing/hurting
        anyone/anybody/nobody/someone/everybody .. care/cares/mind/notice/miss if i were/was/am/died
        if/when/once i/he/she <be> <gone> ... better/happier/easier/relieved/glad/miss/notice/care
        slit/slits/slitting/slashed/cut <own> wrists/wrist
        took/taken/take/taking/swallowed .. handful/bunch/bottle/packet/load/lot of [sleeping/his/her/the/my] <means>
        take/taking/took all/them [all] [of] [my/the/his/her/them] <means>
        going to take them all
        have/has/had .. <means> ... take them all/tonight
        voices telling/tell me/him/her to hurt/kill/cut/die/jump/harm/end
        not .. keep myself/himself/herself safe
        violent thoughts
        have/has/had/keeps/got .. rope/noose/pills in/on/under/lined/at/ready .. closet/drawer/up/nightstand/bag/garage/staring/night/bed/ready/locker/car
        stare/staring/stares/looking/look at the/my/it/them/a rope/pills/noose/tablets/knife/razor
        written/wrote/writing letters/notes/goodbyes to/for my/his/her .. kids/children/family/wife/husband/parents/mum/friends
        sorted/settled/arranged/organised [out] my/his/her affairs/will/funeral/insurance
        going/am/is/will not [going] [to] be around/alive [here] after/any/much/for/next
        no point [in] going on/carrying/continuing
        i .. od/oded/overdosed
        i .. can not keep living [like] [this]
        sleep and stay asleep/there
        sleep .. for good/ever/forever
        do something stupid $
        ceasing/cease to exist
        ways/way/how to end the/my/his/her/it pain/suffering/life/all
        i .. hit/hitting/burn/burning/scratch/scratching/bite/biting/starve/starving/punish/punishing myself .. when/sometimes/every/again/because/on_purpose/bad*/until/often/$
        affairs/papers in order .. just/make/making/before/so/they/case
        [putting/put] my/his/her affairs in order
        saying/said/say [my/his/her] [proper/last/final] goodbyes
        like a goodbye
        i .. am/be/feel [such/just/only/nothing/a] [a/but] burden
        <say>/feels/feel/<ponder> .. be/is/am/being [such/just] [a/the] burden
        stop/not being/be a/anyone/their/anybody/your problem/burden .. longer/to/for/any
        not .. be anyone/your/a/their/anybody problem much
        took/taken/take/swallowed .. too_many/a_lot_of/large_amount_of/loads_of/handfuls_of/all_of/all [of] [my/his/her/the] <means>
        took/swallowed [some/the/my/a] pills/tablets .. over/night/die/sleep
        hope*/wish* .. car/bus/train/truck .. not stop/hits/hit
        edge of the/a roof/bridge/cliff/platform/building
        bottle of pills
        giving/given/gave/give away .. my/his/her things/stuff/belongings/possessions/clothes
        started giving [away] .. away/stuff
        if i was/were not in the/their/this/your picture/way/life/lives/world
        if i was/were/am out_of_the/no_longer picture/way/here/there/around/a
        planning/planned/thought/thinking [about] how/when/where i/to would/will/could/can do it
        wish/want i/to [could] [just] disappear and/from/$
        wake up to all/this
        better/easier/happier/relieved/glad/nicer/improved ... if/when/once i/he/she/they [was/were/am/is/had/would/be/do/did] <gone>
        better/easier/happier/relieved ... i/he/she/they was/were/am/is <gone>
        nobody/no/anyone/who/anybody [one] .. cares/care if/whether i am/was/were/live/lived alive/dead/live/die/or
        what_if/if i were/was not here/alive/around [any/more/$]
        not want to be a/the burden any/to_anyone/to_everyone/for_them/on_them
        i .. relapsed .. cut/cutting/harm*/burn*
        i cut again
        it/life/this is not worth living [any/it]
        no reason/reasons/point to/in [keep] going/keep/carry/carrying [on/going] $
        point of/in waking [up] tomorrow/at/any/$
        tired/sick/exhausted/weary of/from being alive/here_any
        no [other] way out except/but/than death/dying/suicide/to_die/to_end
        i .. do/can not see a/any/another/no [other] way out $
        i .. [just] want/need it/this [all] to be over $
        i .. thought/thinking/know/decided/planned [about/of] how/when/where i/to [would/will/am] [going] [to] do it
        i .. hope/wish/pray .. heart .. stop*
        i .. hope/wish/pray .. hit by a/the
        i .. hope/wish/pray .. crash*/cancer/killed/accident
        if i crash*/drove/jump*/died/drown* ... over/easier/better/stop/end/peace
        lost/lose/losing [the/my/all] will/wish to live
        i .. not see/picture/imagine myself living/alive/being/past [past/beyond/next/at/alive]
        i .. not make/think it/through/i [will/would] [make] [it] to/till/until/past/through [the/this] christmas/tomorrow/weekend/night/new_year/thirty/birthday $
        life is not for me
        not/never wake up again/tomorrow/any/from
        when/after/once i am gone/dead .. look/take/feed/care/give/tell/dog/cat/kids/children
        look/take/feed/give ... when/after/if/once i am/die/was gone/dead/$
        i .. razor/blade .. use it
        i .. want/wanted/wish/wanting/need to die
        i .. want/wish to be dead/gone $
        i .. want/wish to be dead/gone/not <often>
        i .. want/like to stop being/living/existing/breathing
        i .. want [to/it] [it] [all] [to] stop/end being/existing/living
        i .. <want> [to] end/ending my life/everything
        i .. <want> [to] end/ending it all/tonight/now/today/soon/$
        i .. <want> [to] disappear* forever/completely/$
        i .. <want> [to] [just] vanish/disappear and never
        i .. <want> to not exist/live/wake/be
        i .. <want> to sleep forever
        [a]sleep/asleep and not/never wake
        and/to/would/could never/not wake up
        i .. hope/wish/pray i/to [do/will/would] not/never wake
        i .. do/did/would/can/could not [really] [even] want to [really] <live>
        i .. do/did not [even] want [to] [be] living/life/alive
        i .. do not want to be here/around any [more/longer]
        i no longer/more want/wish/care/desire to <live>
        no longer want/wish/wants/wishes to <live>
        i no longer want to be here
        i .. not want/think/feel/wish [to] [i] [want] [to] <live>
        i .. not [be] able to see/find any reason/point/sense in/of/for/to living/live/life
        who/that do/does/did not want to <live>
        i .. not think/believe i want to carry/go/keep/live [on] living/on/$
        said/saying/say goodbye .. like/as/for good/forever/ever/last/never
        i .. be/am/have/been cutting/burning again
        [bought/buy/got/getting/has] a/the gun .. not need/want any/his/her/a/it
        if a/the lorry/car/bus/train/truck hit/hits/killed me
        thinking/thought/think/thoughts how easy/quick/simple/painless it .. be
        forgive me .. not answer/pick/open/reply
        i .. do/can not see any/a/the/no reason/point/sense to/in/of live/living/life/existing/continue/continuing/going/go
        i .. see/have/find no/any/more reason/reasons/point/sense to/in/of live/living/life/existing/continue/continuing
        i [really] can/could not go on $
        i .. can/could not go on any more/longer
        i .. can/could not go on living
        i .. can not bear/face/stand living/life/being_alive
        i .. can not live [any] [like] [this] any/no more/longer $
        i .. can not see a/any/no/another [other] way out $
        i .. see no [other] way out $
        i .. wish/wished i/to [had/have] [was/were/be] [never] dead/gone/born/$
        i .. wish [that] i was/were/had never/not here/alive/born/been/exist*
        i .. feel/am/be/would [be] better/happier off dead
        i .. rather/easier/better/happier [to/if] [i] [be/was/were] dead
        easier/better/nicer/happier [to/if] [just] [be/i/we/being] [was/were/am] dead
        i .. rather/easier not/never be/exist/live/wake
        easier/better [for] [everyone/all/them/him/her] if/when i was/were/am/had/$ [not] dead/gone/here/around/never
        i .. rather not exist/live/be
        without me .. better/happier/easier/less
        better/happier/easier/fewer ... without me
        nobody/no/who [one] would/will/going [to] [even] miss me
        nobody/no/who/anyone/anybody [one] .. miss/notice/care/cry/mourn/mind .. if/when i [am/was/were/would/just] dead/gone/died/die/jump*/disappear*/vanish*/kill*/od
        nobody/no/who/anyone/anybody [one] .. miss/notice/care/cry/mourn/mind .. if/when i was/were not here/around/alive
        [if/when] i [was/were] [gone/dead/died] nobody/no [one] would [even] miss/notice/care/cry
        i .. do/did not deserve to live/exist/be alive
        i .. deserve/deserved to die
        i .. should/ought be/to [be] dead
        i .. be tired/sick/done/finished/weary/through of/with life/living/existing/being_alive
        tired/sick of to live/exist
        <be> tired/sick/weary/fed/done/finished/through [up] of/with life/living/existing/being_alive
        have/had/has [had] [more] [than] enough of life/living/being_alive
        give/given/giving/gave up on life/living
        i .. want/need .. [the/this/all] pain/suffering/everything/it/all to stop/end/be [over/gone] $
        i .. want it all to stop/end/go/be/finish
        i .. want out of [this] life
        i .. do not see/have a/any future for myself
        i .. [having/have/had/get/getting] dark/intrusive/suicidal thoughts
        i .. thoughts/thinking/think/dream/dreaming/fantasise/fantasising/imagine/imagining of/about/that [of/about] dying/death/killing/hanging/jumping/overdosing/crashing/ending/drowning
        i .. might/may/will/would not be here/alive/around tomorrow/tonight/any/much
        death is/seems/would .. only/escape/relief/answer/solution
        i .. can not keep living/going $
        i .. join my <people> in heaven/death/the
        i am going to jump $
        life is not worth it/living
        my life .. not worth [living]
        my life is/feels/has/had over/pointless/meaningless/worthless/no
        [my/the] life .. has/have no more sense/meaning/point/value
        no point [in/to] [me/my] living/life/existing/being_alive
        no/what_is_the/any/the point in/of me/my being/living/existing [here/alive/around]
        what is [even] the point of/in/to [my] living/life/existing/being_alive/live/going_on $
        what is [even] the point of/in/to [my] living/life/existing/being_alive/live any
        i .. burden on/to/for everyone/everybody/all/them/family/my
        i .. only a burden
        i .. think*/thought/thoughts/considering/considered/contemplat* [about/of] suicide
        i .. feel/am/be/feeling suicidal
        i .. have/having/had/get/getting .. suicidal
        i .. <want> [to] hurt/harm/cut/burn/starve/drown/hang/shoot/stab/poison <self>
        i .. keep/started/been/am [been/am] hurting/harming/cutting/burning/starving <self>
        i .. hurting/harming/cutting myself
        i .. cut/burn/harm/hurt/scratch myself when/to/again/every/at/on/because/since
        i .. self harm*
        been/am sh
        i .. tried to die/drown/hang/overdose/jump
        i .. scared/afraid/frightened .. what i might/could/may/will do to myself
        i .. do something to myself
        i .. not [feel/be] safe with/from/around/alone myself/$
        not feel safe with/from/around myself
        is it normal/wrong/weird/bad to think about/of dying/death/suicide/killing
        i .. swallow*/took/taken/drank/drunk .. bottle/box/packet/handful/bunch/load/lots of [my/the] <means>
        i .. swallow*/took/taken .. all/whole/many/too_many [of] [the/my] <means>
        i .. <want>/might [to] jump/step/drive/crash .. off/in/into/from/under/my
        i .. scared/afraid of myself
        i .. written/wrote/writing/write my/the/a [suicide/goodbye/farewell] note/goodbyes
        i .. written/wrote/writing/write my/the/a/some suicide/goodbye/farewell letter/letters
        i .. have/got/bought/keep/kept/put .. <means> .. here/ready/hidden/night/bed/beside/drawer/cab/car
        <means> .. can/do not see a/any way
        taking/take/took/swallow*/drink [all/just] the lot
        i .. plan/planned/planning/plans to die
        i .. know/thinking/decided [about] how/when/where i/to [will/am/would] [going] [to] do it and/$ ...
        i .. jump*/step*/drive/driving/walk*/throw* .. off/from/under/into/front [of] [a/the/an] [library/car/oncoming] bridge/roof/train/window/balcony/cliff/building/traffic/lorry/truck/tree/bus/tube/platform/river/sea
        bridge/roof/train/tracks/cliff/balcony ... i think about it/jumping/$
        not/never ... see the next day/morning
        i am going to/too od
        i .. ready to die/go $
    """),
        (
            "i .. to die/disappear* of/from/into/when/laughing/on/in/under",
            "i .. want/wanted to vanish/disappear in/into/behind/under/from",
            "i .. hurt/cut/burn* <self> with/on accident*",
            "i .. cut/burned/burnt <self> again .. knife/scissors/saw/oven",
            "no point in life insurance",
            "tired/sick/fed/done of/with/up life/living in/at/as/with/on/out",
        ),
        own=True,
    ),
    Row(
        "crisis",
        (
            "kms !to/from/a/an/away/per/in/on/long/of",
            "i .. ctb",
            "unalive <self>",
            "wan die",
            "want to die !of/on/laughing",
            "wish i was dead",
            "wish i were dead",
            "wants/wanted/wanting to die",
            "suicidal thoughts/feelings again/every/lately/since/tonight/$",
        ),
        (
            "to die of/from/on/when/laughing/in",
            "making/makes me want to die",
            "game/boss/level/song/traffic ... want to die",
            "you .. want to die",
            "wanted to die when/as/right/there",
        ),
        own=False,
    ),
    # --- crisis: said of anybody -----------------------------------------------------------------------------
    Row(
        "crisis",
        _lines("""
        kill/killed/kills/top/topped/topping/hang/hanged/hung/hanging/drown/drowned/drowning/shoot/poison/poisoned/unalive <self>
        <ponder> .. <death>
        not existing any [more]
        <ponder> .. <death> $
        planning/planned [to] [commit] <own> suicide
        urge/urges to hurt/cut/harm/kill/burn <self>
        cut/cuts/cutting/burn/burns/burning <own> arms/arm/wrists/wrist/thighs/legs to/again/because/when/every/since/after/at/$
        took/take/taken/swallowed/taking [a/an/the/some] [whole/entire] bunch/packet/box/bottle/handful/overdose/load/pack/lot of [his/her/the/my] <means>
        stopped/stops/refuses taking/to [take] his/her/their/my insulin/meds/medication/medicine/pills .. on_purpose/die/deliberately/live
        not see/picture/imagine himself/herself/themselves .. alive/living/past
        not have/need to deal/put/worry [up] with/about me/him/her/them any/soon/much
        like/as/sounded/sounds/seemed/was/almost a/like_a/his/her farewell
        farewell/goodbye message/letter/post/text/email/speech/tour
        texted/messaged/wrote/sent [me/us] goodbye
        who would take/look/care/feed/miss ... if/when he/she/they died/die/was/were/is
        ask*/asked/asks .. if/whether i/we/anyone/anybody would miss him/her/them
        stopped/not eating .. wants/wishes to die/vanish/disappear/be_gone
        writing/wrote/written letters to .. and/goodbye/when .. away/goodbye/gone
        giving/given/gave [all] [of] my/his/her/their things/stuff/belongings/possessions/tools/clothes/books/records away
        death/dying is .. only/best/way/answer
        <want> .. killing/shooting/stabbing/offing/ending/hanging/harming/hurting/cutting/drowning/starving <self>
        do/doing/did/done <self> in
        <want> [to] off/neck/finish <self>
        <say> .. killing/ending/offing/finishing <self>
        end/ending/ended/ends <own> life
        finish/finishing/finished <own> life
        take/taking/took/taken/takes <own> [own] life
        took/take/taking/takes his/her/their own life
        end/ending/finish/finishing it all
        <want> .. end/ending/finish it tonight/now/today/soon/forever
        he/she/they .. talk*/speak*/think*/joke*/<want> .. ending it/things/everything $
        he/she/they .. talk*/speak*/think* .. ending it/things all/himself/herself
        <someone> .. talk*/think*/thought/joke*/spoke/speak*/mention*/consider*/threaten*/<say> .. suicide
        <someone> <be> [actively/maybe/feeling/very/really/probably/again] suicidal
        <someone> .. feel*/seem*/became/gone/sounds/looked suicidal
        my <people> .. suicidal
        active/disclosed/expressed/expresses/voiced/voices/has/have/having/had/reported/shared [active/some/been/recent] [having] suicidal ideation/thoughts/feelings/intent/plans/ideas/impulses
        <someone> .. thoughts/thinking/think/thinks/talk*/spoke/dreams of/about dying/death/being dead/not
        <someone> .. not being here/alive/around any/$
        <someone> .. might/may/will/would not be here/alive/around tomorrow/tonight/any
        <someone> .. nothing/no/any reason/reasons [left] to [go] live/on
        <someone> .. left/leaves/leaving [me/us/behind/a] [a] [goodbye/suicide/farewell] note .. sorry/goodbye/forgive/saying
        <someone> .. join his/her/their dead/late <people>
        <ponder> [to] be/being with his/her/their/my dead/late <people>
        <someone> .. dark/intrusive thoughts
        attempt*/tried/try/tries/trying/commit*/committed [to] [commit] suicide
        <someone> .. has/have/had/made/after/survived [another/recent/previous] suicide attempt
        <someone> .. took/taken/take [an] overdose
        <someone> .. overdosed/overdosing
        <will>/<want>/might [to] od
        <will>/<want>/might/tried [to] overdose
        tried to drown/hang/shoot/gas/electrocute/kill/jump
        <someone> .. wants/wanted/want/wishes/wished to die/disappear forever
        <someone> .. wants/wanted/want/wishes to be dead/gone
        <someone> .. wants/wanted/want/wishes to be with his/her/their dead/late <people>
        on suicide watch
        painless/easy/easiest/quick/quickest way/ways to die/go/end
        on purpose .. bleach/pills/overdose/wrists
        drank/drinks/swallowed/drunk .. bleach/poison/pesticide/acid/antifreeze/weedkiller
        <someone> .. swallowed/took/taken .. bottle/box/packet/handful/whole [of] [his/her/the] <means>
        <someone> .. standing/stood/sitting/sat/is/was/found on the edge/ledge/bridge/roof/railing/parapet
        he/she/they .. do/does/did/can not see/have/find any/a/the/no point/reason/sense in/of/to <live>/living/life/existing/being_alive
        he/she/they .. do/does/did not want to <live>
        he/she/they .. do/does/did not want to be here/around any more/longer
        he/she/they [do/does] no longer want/wants to <live>
        he/she/they .. no longer want/wants to be here
        no/any/without wish/desire/will to live
        <say>/<someone> .. can/could not go on $
        <say>/<someone> .. can/could not go on any more/longer/living
        <say> .. life/living .. not worth [it/living]
        <say>/<someone> .. no/any/not/nothing reason/reasons/point/sense/left to/in/of live/living/life/being
        nothing [left] to live for
        no/any/more reason/reasons to live
        no point in/of/to him/her/his/their being/living
        no point in life/living
        <say> .. better/happier/easier ... without him/her/them $
        children/kids/family/everyone/everybody/baby/husband/wife/mother/parents/world/we/they .. [be/have] [a] better/easier/happier [off/life/lives] without me/him/her/them $
        <say> .. better off/under dead/the/a
        he/she/they .. be/am/is/are better/happier off dead/gone/under/in
        he/she/they .. be/is happier/better in the ground/grave
        <someone> .. burden to/on/for everyone/everybody/all/family/us
        he/she/they .. wish*/wishes/wished .. dead/gone
        <someone> .. wish*/wishes/wished .. never .. born
        finished/done/tired/fed/sick/through/over/wrecked [up] with/of/from life/living
        <someone> .. will/would/will not/never be around/here/alive much/next/by/to/soon/any/for $
        <someone> .. will/would/going not [to] be around/here/alive much/soon/any/to [see]
        not/never see the next/another day/morning/christmas/year
        <someone> .. dead/gone by [the] tomorrow/weekend/monday/morning/christmas/tonight/friday
        <someone> .. goodbye/farewell messages/message/letter/letters/note/notes/texts/post/video
        <someone> .. said goodbye .. forever/strange/like/last/if
        suicide/goodbye/farewell note/notes/letter/letters
        <someone> .. given/gave/giving/gives [away] his/her/their [own/best] tools/things/stuff/belongings/possessions/clothes/dog/cat ...
        save*/saving/saved/collect*/hoard*/stockpil*/stash* [up] .. <means>
        <someone> .. bought/got/has/found [a/some/the/him/her] [a] rope/noose
        <someone> .. cut/cuts/cutting/slit/slits/slash*/slic*/burning .. wrist/wrists/arm/arms/forearms/thighs
        cuts/scars/burns/marks on his/her/their [own] wrist/wrists/arm/arms/forearms
        <someone> .. harming/cutting/burning/starving <self>
        <someone> .. started/keeps/began/kept/again/been hurting/burning/cutting <self>
        <someone> .. hurts/harms/cuts <self>
        self harming/harms/harmed
        <be>/been/started/keeps/into/doing/with/to/again/history [to/of] self harm
        <someone> .. do something [stupid/terrible/silly/bad] to <self>
        <someone> <will> do something stupid/silly/terrible
        <someone> .. jump*/jumping/jumped/step*/stepping/throw*/walk*/run* ... off/from/under/front/out [of] [a/the/an] [library/oncoming] bridge/roof/train/window/balcony/cliff/building/traffic/lorry/truck/tube/platform/car/bus
        he/she/they .. on/from the roof/bridge/ledge/edge .. jump*
        under [a/the] train/lorry/bus/truck/tube
    """),
        (
            "cut* .. wrist/arm/arms/hand .. on/with glass/saw/machine/grinder/knife/accident*",
            "kill/hurt/drown <self> in work/debt/paperwork/on/at",
            "will not be here next week/month on/because leave/holiday/contract",
            "suicide of/in a/an/the character",
            "how do/can/should/would i/we/you .. talk*/ask*/speak/teach/explain .. suicide",
            "life/living in/at/of/on/with/out/from/here a/an/the/this/my/that/pay/london [big] city/town/village/lab/army/office/academia/corporate",
            "gives/given/gave/giving [away] his/her/their tools/things/stuff to/back/a/new/in",
            "i/we/you/to talk*/speak*/ask*/teach*/read*/mention* .. suicide",
            "about/the suicide prevention/squad/rate/rates/figures/statistics/risk/scene/note/policy",
            "death/dying/suicide/overdose of a/an/the/coffee/sugar/cake/in/at",
            "thinking/thought/think/talk*/said/could/would/scared/afraid/might .. hurt/cut/burned <self> in/on/lifting/with/by",
            "dying to/for/out/breed/of/in/on/cells/plants/hair/language",
            "dying/death patient/patients/people/relatives/with_dignity/well/parent/father/mother/dog/cat/cow/animals",
            "jump* off/out/from/in .. chair/seat/page/bed/bed/box/skin/topic/slide/bench/plane/call/frying",
            "could have cut/hurt/killed/burned <self>",
            "hurt/hurts <self> on/in/at/lifting/with/trying",
            "will/would/could hurt/cut/burn/kill <self> with/on/if/using/one/that/and/or",
        ),
    ),
    # --- danger ----------------------------------------------------------------------------------------------
    Row(
        "danger",
        _lines("""
        threaten*/threatened <hurt one> $
        threatened me/him/her/us/my for/over/if/in/to_keep/not_to
        threatening me/us/him/her/my [<people>] [family/life/and/if/with/because/again/over/for]
        threatening/menacing remarks/comments/gestures/behaviour/behavior/words/notes
        shouts/yells/screams/yelling/shouting/screaming and threatens/threatening
        feel/feels/felt/am/is/are unsafe around/with/near/alone/at_home/at_work/here/because/when_he/going/$
        not feel safe around/with/near/alone/at_home/going_home/at_work/here/$
        trying/tried/wants/want/wanted to kill me/us/him/her
        [he/she/they] is/are going to kill me/us/her/him $
        he/she/they/i/<people> has/have been stabbed/shot/attacked/beaten/strangled/kidnapped
        bleeding badly/heavily/a_lot/out
        <say> .. <will> kill her/him/me/us and
        <say> .. <will> kill <hurt one> .. knife/gun/means_it/mean_it/serious/real/scared/afraid
        being/been/is/was/am held/kept captive/hostage/prisoner
        hit/hits/hitting/beats/beat/beating/slaps/kicks/punches/hurts me/her/him/us for/when/if/because/every/again/at_home/since
        [is/was/are/been] following/watching/stalking/filming me/us/her [on/from/to/at/outside/with/around/after]
        shows/showed/turns/turned up/outside at/outside my/her/our house/home/flat/door/window .. uninvited/night/again/every/drunk
        send*/sent [me/her/him/us] .. death/threat*/bullet/dead/photo_of_my .. threat/threats/messages/texts/in
        <will> <violence> me/us/her/him/my .. if/when/unless i/she/he/we tell/told/report/leave/go/say/speak/quit/talk
        [he/she/they] threw/throws/hurls/chucks/kicked things/plates/tools/pans/instruments/objects/a_scalpel/stuff at
        hit/struck/beat/slapped/punched/kicked/pushed/choked/strangled my trainee/apprentice/student/mentee/intern/junior/colleague/friend/sister/brother/mother/daughter/son
        come/came/comes/coming at me/him/her/us with
        gave/give/gives/giving me/him/her/them a [good/real] kicking/beating/hiding/slap/smack/punch/black_eye/bloody/thrashing
        black eye .. from/by/again/boyfriend/dad/husband/stepdad
        slap/slaps/punch/punches/kick/kicks/hit/beat me/us when/if/in/because/for/and/again
        shoot/shooting/shot the/this/our place/office/school/building/shop [up]
        coming back to shoot/kill/burn/get/hurt
        with/has/have/carrying/waving a machete/gun/knife/blade/pistol .. asking/looking/waiting/outside/for me/my/him/her
        outside .. with a/the machete/gun/knife/blade/bat
        waiting/waits/waited by/at/outside/near the .. every/each/again/and .. <often>/knows/grabbed/followed
        is/was/are coming round/over/after to sort/hurt/get/kill/beat/teach me/him/her
        sort/do/fix me/him/her out/over
        slammed/slams/threw/throws/shoved/smashed me/him/her into/against/onto/on a/the
        grabbed/grabs/grabbing my/her/his sleeve/collar/arm/throat/hair/wrist/neck
        grabbed/grabs me/him/her by
        smash my/his/her [windscreen/windows/car] .. face/head/teeth/skull
        held/kept/kidnapped/trapped .. captive/hostage/prisoner/against_my_will/against_her_will/against_his_will
        kidnapped/abducted
        i/he/she/we was/were/am/is/been [being] kidnapped/abducted/starved/trafficked/drugged/tortured
        someone/somebody/he/she/they/<people> .. is/are/was/keeps/been hurting me/us/him/her
        <people>/parent/parents/he/she/they hurts/hurt me/us/him/her when/if/every/at/after/because
        in [immediate/physical/real/serious/great] [physical/bodily] danger from/because/right/now/at/$
        threaten* .. expose/reveal/out/deport me/my/her/his/us
        threaten* .. set/burn .. fire/house/flat/car/down
        if i/she/he leave/leaves/left/tell/go .. kill/hurt/beat/shoot/harm
        scared/afraid/fear/worried for my/our/her/his/their life/lives
        locked in my/her/his/the/a room/cellar/basement/cupboard/store/freezer/office/toilet/container/room
        <affected> .. <be>/been/being/got [being/been] threatened/stalked .. by/with/if/online/at/after/and/$
        received/receive/receives/receiving/get/getting/got/sends/sent [me/her/him] [death] threats
        threatening messages/calls/letters/emails/texts/notes/voicemails/hate
        someone/somebody/he/she/they .. watching/following/monitoring/tracking me/her/us [everywhere/constantly/all/at/from/persistently/around/my]
        follows/follow/stalks/watches me/her/us persistently/constantly/everywhere/online/all
        threw/throws/pushed/shoved/kicked/dragged/knocked me/him/her down [the] stairs/steps/$
        violently/physically attacked/assaulted/hurt/attacks/hit/beat me/him/her/us
        <someone> .. assaulted/attacked/beats/beat/beaten me physically/violently/last/at/in/and/yesterday/$
        assaulted me/him/her/us/my        threatened/threatens/threatening <hurt one> and/physically/again/verbally/because/after/at/every/in
        <say>/i_am_afraid/know*/sure .. <will> ... hurt/kill/beat/stab/shoot/attack me/us/her/him
        punched/kicked/hit/smashed the/a wall/door/desk/table/cupboard/window .. next_to/beside/behind/near/above/by/inches_from/in_front_of my/her/me
        raised/raises/shook/clenched [a/his/her] fist/fists/hand/stick at/against/to me/him/her/us
        smashed/broke/destroyed/threw my/her phone/glasses/laptop and/to_stop
        slashed/keyed/torched/burned/burnt/smashed my/her/his [car] tyres/tires/car/windows/windscreen/van/house
        come/comes/came/coming back with a/the/his gun/knife/mates/weapon
        <will> find/hunt/track me/us/her/him down/and
        <will> come for/after me/us/her/my
        bruise/bruises/bruised/black_eye/marks .. from/by/because/after her/his/my/the [own] <people>/<bosses>
        dad/father/mum/mother/husband/boyfriend/uncle/stepfather/brother/partner/girlfriend/wife .. hitting/beating/kicking/slapping/choking/punching/burning/threatening me/him/her/them/us
        slapped/punched/kicked/strangled/choked/stabbed/headbutted/thumped/battered/beats/punches/slaps/kicks me/her/him/us/the_apprentice/the_trainee/the_student/the_girl/the_boy/my_apprentice/my_trainee/my_student
        hit/hits/hitting/beat/beating/struck me/us with a/the/his/her/an [metal/wooden/iron] stick/belt/cable/hammer/pipe/ruler/fist/shovel/tool/wrench/spanner/book/bottle/pan/ladle/rope/chair/cane
        hit/hits/hitting/beat/beating/pushed/shoved/spat me/us [in/on/with/across/over/so/until/and/again/every/last/yesterday] [the/my/a/his/her] face/head/stick/belt/cable/hammer/pipe/shelf/wall/stomach/arm/back/ground/floor/stairs/fist/ruler/chest/leg/ribs/eye/mouth
        pushed/shoved/shoves <hurt one> into/against/down/onto/over/off [a/the] wall/shelf/stairs/desk/ground/floor/door/machine/road/ladder/scaffold
        pushed/shoved me and i fell
        spat/spit/spits in my/her/his face
        i/he/she was/were/got [been/being] [physically] slapped/punched/kicked/beaten/attacked/assaulted/stabbed/hit/strangled .. and/$
        beat/beaten/beats/beating me/him/her up
        <people> got/get/was/were beaten/attacked/stabbed/jumped/punched [up]
        stalker follows/following/keeps/is/has/outside/from/who
        scared/afraid/terrified/frightened to go home/back_home/to_the_car/outside
        scared/afraid/terrified/frightened of/for my/her/his [own] life/safety/husband/boyfriend/ex
        not let me/us/her/him leave/out/go $
        not let me/us/her/him leave/out/go until/of/from/room/house
        locked in by her/his/my/the/their
        threaten* to <violence>
        threaten* .. to/with throw/<violence> .. <hurt one>/<weapon>/on/at
        threaten* .. <hurt one> .. with [a/an/the/his/her/iron] [iron] <weapon>
        threaten* [physical/me/him/her/us] [with] violence
        threaten* my/her/his life/family/children/kids
        death threat/threats
        <say> .. <will> shoot/stab/strangle/rape/murder/beat/hurt/smash/punch/attack/slap/bash/batter <hurt one>/up/us/everyone/people/everybody/someone
        <say> .. <will> break/cut/smash/kick/bash/burn my/his/her/their face/leg/legs/head/neck/arm/arms/fingers/teeth/bones/jaw/house/in
        he/she/they <will> shoot/stab/beat/hurt/slap/break/cut/smash/jump/rape/batter/get/hit/attack me/us/my/him/her/them [up/after/face/head/legs/on/outside/tonight]
        <say> .. <will> kill <hurt one> if i/he/she/we/they tell*/report*/leave*/left/speak*/talk*/go/told/say
        <say> .. <will> kill me/him/her/us/my $
        <say> .. <will> kill his/her/their wife/husband/ex/boss/family
        <say> .. next time he/she .. not miss
        knows which/what/where .. my/her/his/our/we/i/she kids/children/school/live/lives/street/bus/house/family/daughter/son
        <say> .. knows where i/she/he/we/my live/lives/family/kids
        <say> .. i will/would regret it/this
        <say> .. <will> use it $
        <say> .. put/puts/putting .. in hospital/ground/bullet
        put/putting a bullet in
        <say>/<will>/wants/waiting/want .. wait/waiting/waits for <hurt one> outside/in/at/after/by
        waits/waiting/waited for me in/at/outside/after/every/when/by
        waits/waiting/waited at the/my door/gate/house/bus/car .. beat/beaten/threat*/follow*/<often>
        we will get you
        i <will> <violence> him/her/them with
        i <will> stab/shoot/strangle/stalk/poison/attack/punch/slap/beat/hurt/batter him/her/them/my/someone/somebody/everyone/people !an/a/the/over/down/some/my/this/to/at
        i/he/she <want> [to] shoot/kill/stab/hurt everyone/everybody/people/someone/somebody
        i <want> [to] kill him/her/them/my .. knife/gun/weapon/plan/really/mean
        i want/going to hurt/stab/shoot/hit/beat/punch/strangle/attack/poison him/her/them/my/someone/somebody/people
        <someone> .. pulled/pulls/drew/brought/brings/bring/bringing/carries/carrying/waved/waves/pointed/points/swung/swings/swing/holding/held/showed/shows/has/have/got/with a/an/the/his/her/out/my [iron/kitchen/big/metal] <weapon> !set/edge/roll/lobby/show/bag/skills .. on/at/to/and/in/bag/his/says/saying/said/me/him/her
        <someone> .. came/comes/come/went/turned/attacked/chased/ran at/up/after/me/him/her/in [me/him/her/us] with a/an/his/the [iron/kitchen/big/metal] <weapon>
        has/have/got/got/carrying/brought/bring/bringing a/his/the knife/gun/blade/machete/pistol/rifle in/to/and/at [his/her/the/work/campus/school/bag] ...
        photo/picture/image/video/pic of a/his/the gun/knife/weapon/bullet/noose/coffin
        photo/picture/pictures/photos/image/video of my/her/his house/home/kids/children/daughter/son/door/car/family/address
        threw/throws/throwing/thrown/chucked/chucks/hurled/hurls/flung/swung/launched a/an/the/his/her/my .. at me/us/him/her/my/the
        <someone> <struck> <hurt one> [in/on/with/across/against/until/so/and/again/yesterday/hard/down/because/when/for/before/at/up/last/today/twice/to/if/every/sometimes] ...
        <someone> <struck> <hurt one> $
        <someone> .. has/have/had/is/got [already] beaten/punched/kicked/slapped/attacked/assaulted/strangled <hurt one>
        i/he/she/we was/were/got/get/been/am/is [been/being] punched/slapped/kicked/beaten/stabbed/assaulted/strangled/choked/attacked/hit [up] by/at/in/with [my/a/the/his/her] <bosses>/<people>/him/face/work/head/belt/stick
        i/he/she was/were/got/been [physically] assaulted/beaten [up]
        my/the/our <bosses> .. slapped/punched/kicked/beat/hit/hits/beats/choked/strangled/pushed/spat me/him/her
        pinned/pins/held/holds/pushed/shoved/slammed <hurt one> .. against/down/by/throat/wall/floor/under
        grabbed/grabs/held/took/had <hurt one> .. by the/my/her/his throat/hair/neck/collar/arm/wrist/wrists/shoulders
        grabbed/grabs/twisted/twists/bent/bends/squeezed my/her/his wrist/wrists/arm/arms/throat/neck/hair/finger/fingers/jaw
        i/he/she/<people> was/were/got/gets/been/is [being/been] beaten/attacked/stabbed/punched/jumped/kicked/strangled/assaulted [up] .. by [my/a/the/two/his/her/three/some/other/another] <people>/<bosses>/him/her/them
        i/he/she/<people> was/were/got/been/is [being/been] attacked/assaulted/jumped/stabbed .. in/at/outside/on the/my/her/his [car/bus/way] [car] park/street/home/work/hospital/ward/stop/way/changing/toilet/school
        outside/in/at/inside .. with a/his/the gun/knife/machete/rifle/pistol/shotgun
        hands/hand around/round/on my/her/his/their throat/neck
        held/holds/pressed/put/puts my/his/her hand/head/face/arm on/in/under/against/into the [hot/boiling/cold] plate/stove/grill/oil/water/wall/hob/flame
        <someone> .. locked/locks/shut/locking <hurt one> in/inside/up
        tied/ties/chained <hurt one> up/to
        <someone> .. not let me/us/her/him leave/out/go [the] until/of/from/room/house/building/office/home/flat/$
        locked/locks/shut/bolted me/us/him/her in
        lock/locks/locked <hurt one> in
        follows/following/followed <hurt one> home/back
        follows/following/followed <hurt one> to/from my/her/his/the [bus/tube] car/flat/house/home/bus/station/gym/door/toilet/stop
        follows/following/followed <hurt one> everywhere/at_night/every_night/after_work/in_his_car/with_his_car
        stalk*/stalked <hurt one>
        <someone>/i/we <be> [being] stalked
        <someone> <be> stalking
        stalked by my/a/an/the/his/her/him
        i/he/she/we [have/has] [a] [got] stalker
        <someone> .. outside my/her/our house/flat/home/door/window/office/work
        turns/turned/turn/shows/showed up at my/her/the [<people>] house/flat/home/door/place/work/salon/lab/office .. <often>/and/<say>/with
        kicked/kicks/broke/bashed/smashed .. my/her/the door/window in/down/<say>/of
        tried/tries [the/her/my/to] [door/open/break] door/in/into/handle
        beats/beat/hits/hit/whips/canes/caning the/his/her/my kids/children/girls/boys/apprentices/trainees/students/recruits/pupils with
        beat/beats/beaten/bust/busted [up] the/my/his/her [new] <people>
        bust/busted/split [up] my/his/her/the/di [<people>] lip/nose/face/jaw
        i .. fear/afraid/scared/terrified for my life/safety
        i .. afraid/scared/terrified .. <will> hurt/kill/hit/attack/beat me/us/my
        my life is in danger
        i am in danger
        he/she/they [is/are] hits/hitting/beating/strangling/choking me/us
        attacked/assaulted/jumped <hurt one> in/at/on/after/outside/with
        charged/charges/lunged/came at me/him/her/us
    """),
        (
            "to keep/stop/save/pull/help him/her/them/me from",
            "knife/gun/bat set/edge/roll/law/lobby/control",
            "patient/patients/resident confused/demented/delirious",
            "confused/demented/delirious/sedated patient/patients/resident",
            "threaten* to leave/quit/resign/complain/report/go/tell/fail/sue",
            "hit/cut/struck me/him/her [on] by a/the falling/loose/moving",
            "beat/beats/beaten [me/him/her/them] .. chess/final/race/match/sprint/game/tennis",
            "threw/throws/throwing/chucked/hurled/flung a/an/the .. question/questions/party/problem/idea/number/numbers/task/ball/tantrum/curveball",
            "pushed/pushes <hurt one> for/because i/he/she/it need*/can/could",
            "attacked/attacks <hurt one> in/at the review/meeting/seminar/viva/email/comments/report/forum/press/questions/debate",
            "attacked me for/about/over/because my/the",
            "you .. cut/hit/attacked/pushed me",
            "pushed/pushes me and i grew/learn*/did/got",
            "by accident",
            "hit .. with .. question/questions/idea/email/request/task/tasks/deadline/invoice/news/comment/comments/work/bill/fee/feedback",
            "accidentally",
            "horse/dog/cow/branch/door/bull/ball/car/van/box/machine .. kicked/kicks/hit/hits/bit/struck/attacked/knocked me/him/her",
            "beaten by .. player/team/opponent/runner/rival/rivals/side/champion/score",
            "sort/do/fix me/him/her out/over .. with/a/the/visa/paperwork",
            "by/with a ball/car/van/branch/bus/box/falling/wave/question/deadline/virus/flu/horse/cow/dog",
            "threatens/threatened/threatening .. with a/the/his bad/fail*/mark/letter/grade/warning/lawyer/complaint/resign*/strike/union",
            "afraid/know/scared/sure .. <will> kill/hurt my feelings/chances/reputation/career",
            "felt/feel attacked/stabbed/beaten/threatened",
            "felt/feel unsafe/safe raising/asking/speaking/saying/telling/sharing",
            "held/kept against me/him/her",
            "dementia",
            "comment/comments/news/words/feedback/email/criticism/review/reviews/it/that/this .. hit/hits me/him/her",
            "burned/burnt me/him/her badly/before/once/$",
            "pull/pulled/pulls a/the knife/bar/bat from/out",
            "has/have/holding/held a/the [good/sharp/new] knife/blade/hammer/bat/bar [the] wrong/properly/badly/in/like/skills/well",
        ),
    ),
    # --- abuse -----------------------------------------------------------------------------------------------
    Row(
        "abuse",
        _lines("""
        rape/raped/raping/molest*/groped/gropes/groping/fondle*/fondling me/us/her/him/my/the/a/one/them
        <be>/been/was/got/were [been/being] [sexually/gang] raped/molested/groped/assaulted/abused/harassed by/at/in/and/last/when/$
        sexually assaulted/abused/harassed/harassing/assaults/harasses/abuses/abusing/assaulting
        sexual* harass* me/her/him/us/my
        forced/forces/forcing/force <self> on/onto me/her/him/my/us
        force/forces/forced/forcing/made/makes/make/obliges/obliged/pressured/pressures <hurt one> to/into [kiss/touch/undress/strip/sit/sleep/have/hug/watch/take] sex/kiss/touch/undress/strip/naked/sit/lap/knees/clothes/bed/him/his
        makes/made/make <hurt one> undress/strip/kiss/hug/touch
        makes/made/make <hurt one> sit on/in his/her/their [lap/knee/knees]
        exposed/exposes/exposing/flashed/flashes <self>
        masturbat*/wank*/jerk* .. me/front/her/him/us/desk/car
        sexual/dirty/lewd/obscene/filthy/explicit comments/remarks/jokes/messages/texts/advances/gestures/favours/favors .. me/my/her/us/him/$
        without my/her/his consent
        proposition*/propositioned me/her/him/us/my
        touch*/massag*/grab*/stroke* .. where he/she/they should/ought not
        press/presses/pressing/pressed/rubs/rubbing/grinds himself/herself/his_body/his_crotch into/against/on/onto me/her/my/him
        show*/showed me/her/him/us porn/pornography/nudes/dick/sex [on/in]
        hug*/hold*/kiss* me/her/us .. touch*/chest/breast/breasts/bottom/neck/alone/without/behind
        kiss/kissing/kissed/kisses her/me/him/us in/on/after/though .. stop/cupboard/mouth/lips/neck/told/no/though
        keeps/kept/always/keep kissing/touching/hugging/stroking/rubbing/groping her/me/him/us
        rub*/strok*/massag*/touch* .. shoulders/neck/back .. freezes/uncomfortable/collar/without/told/stop/inside
        hand/hands inside/under/down my/her/his collar/shirt/blouse/top/bra/skirt/trousers/pants
        if/unless/when she/he/i [came/come/comes/go/goes/went/would] .. up/to his/her [hotel] room/bed/flat
        tongue in/into/down my/her/his mouth/throat/ear
        hand on her/my/his leg/thigh/knee/bum
        share a/the/his room/bed with him
        [he/they/agency/boss] hold/holds/keep/keeps/took/has our/my/her/their passport/passports
        not let/allow her/me/him leave the house/flat/home/room [without]
        touched me/her/him in/at/during the night/bed/sleep
        touch*/grope*/grab*/rub*/squeez*/strok*/fondl*/smack*/slap*/pinch*/caress*/pat*/massag* .. my/her/his/their/the/our [upper/lower/inner] [girls] <private part>
        touch*/rub*/strok*/caress*/feeling/feels/felt/grop* [up] .. <hurt one> inappropriate*/sexual*/wrongly/there/down/under/when/while/again/without/in/badly/<often>
        feels/feeling/felt/feel up <hurt one>
        feels/feeling/felt/feel <hurt one> up
        keeps/keep/kept/always/<often> touching/touch/touches/grabbing/hugging/kissing/rubbing/stroking/groping/pinching/smacking <hurt one>/the/girls
        touch*/grop*/molest* the [female/young/little] girls/boys/apprentices/trainees/students/women/children/lasses
        hand/hands [is/are] on/up/under/in/down/over/round/around/between/inside my/her/his/their/the [inner/upper/lower/small] [girls] <private part>
        hand/hands on/all/up/over <hurt one> ... <often>
        put/puts/putting/slid/slides/sliding/keeps/laid/lays/has/had his/her/hands/hand [hands/hand] on/up/under/in/down/over/around my/her [inner/upper/lower] <private part>
        hand/hands on the small of my/her
        rub*/grind*/press*/push* <self> [up] [on/against] me/her/my/the/us
        grinds/grinding/ground/rubs/rubbing/rubbed/presses/pressing/pressed/brushes/brushing/brushed [up] [his/her] [body/groin/crotch/self] against me/her/us/my/him
        grinds/grinding/rubs/rubbing [up] on me/her/us/him
        kiss*/kissed .. me/her/him/my .. no/not/without/party/pushed/forced/tried
        tried/tries/trying to kiss/touch/grope/undress/rape me/her/him/my/us
        pulls/pulled/pull/pulling my/her/his/their/the trousers/pants/skirt/underwear/clothes/hijab/bra/headscarf off/down/up/$
        grabbed/grabs and/me .. kiss*
        ask*/begg*/nag*/pressur*/want* .. for/me sex/nudes/nude/naked
        ask*/want*/keep* .. send/have/get/for nudes/sex/naked/nude
        sex with him/her/me/them
        sends/sent/send/sending/messages/messaging/texts/shows/showed/showing <hurt one> .. nude/nudes/explicit/sexual/suggestive/porn/pornography/dick/d/naked/dirty/pics/penis/genitals .. pic*/photo*/messages/video*/images/texts/and/of/$
        sends/sent/sending/send .. [unsolicited] explicit/nude/sexual/suggestive/pornographic/indecent/dirty images/photos/pictures/messages/texts/videos to/$
        forced to work against/without/for_no/unpaid
        my/our/the <bosses>/<people> is/was/has [been] abusing/abused/molesting/groping/harassing/raping me/us/her/him/my
        abused/abuses/abusing me/her/him/us [as/in/for/every/when/and/sexually/at/since/physically/verbally/$]
        sexual/dirty/filthy/lewd/suggestive/explicit/nude messages/texts/pictures/photos/emails/videos/jokes
        keeps/kept/keep/always asking/ask me/her/him out .. no/not/times/although/though/after/job/again
        not take no for an answer .. touch*/kiss*/date/hotel/drink/home/room
        i/she/he said no [and/but] he/she/they .. anyway/still/kept/did_not/not_stop
        without asking/permission .. touch*/kiss*/hug*/lap/bra
        looked/looks/looking/peers/stares up/down my/her skirt/shirt/top/blouse/dress
        smells/sniffs/licks/licked/bit/bites my/her hair/neck/ear/face
        walks/walked/comes/came in on me/her/us .. changing/shower/undress*/naked
        hidden/secret camera in/at/under
        drugged/spiked my/her/me/him [drink]
        abusive relationship/marriage/partner/husband/boyfriend/father
        forced/forces/forcing/coerced/coerces/coercing/pressured/made .. sex/sexual/sexually
        sexual violence/contact/acts/activity/assault/exploitation/abuse .. me/my/her/him/by/last/from/$
        sexually attacked/violated/exploited/assaulted/harassed/abused
        experienced/suffered/survived sexual violence/abuse/assault
        my/her/his/our intimate/naked/nude/private/topless photos/photo/pictures/video/videos/images .. shared/leaked/posted/sent/online/without/spread/everyone
        deepfake/deepfakes of me/her/my
        <someone> .. <be> [being] blackmailing/blackmailed/grooming/groomed/extorting/extorted
        <affected> .. <be>/been [being/been] blackmailed/extorted/groomed/trafficked/molested/exploited
        blackmail*/extort* me/him/her/us/my/money
        forced/forces/force/made/makes .. on/onto me/her/him sexual*
        touched/touches/touch me/her/him bad*/there/in_a/without/inappropriate*/wrong*
        unwanted/unwelcome/inappropriate/constant sexual advances/comments/remarks/jokes/messages/attention/contact/touching
        sexual advances/comments/remarks/jokes/innuendo
        rape/sex/dirty jokes .. about/at/in/to me/her/my/our/the/front
        star*/stares/staring/look*/ogl*/leer*/gawk* .. at/down my/her/their/the [girls] breasts/chest/cleavage/bum/ass/butt/legs/body/shirt/blouse
        ask*/question*/comment*/joke* .. about my/her sex/virginity/underwear/bra/bed/love [life]
        press*/pressur*/push*/beg*/harass*/bother*/hound* me/her/him/my/us .. for/into/about sex/dates/nudes/date/favours/favors/kiss
        dates/sex/favours/favors/sexual !and .. in return/exchange for
        threaten*/threatens/blackmail* .. post/share/publish/leak/show/send/spread .. photos/pictures/video/videos/nudes/pics/images
        [he/they/who] took/has/have/keeps/keep/holds/holding/kept/confiscated my/her/his/their passport/passports/papers/documents/visa .. until/not/refuses/says/pay/work/back/so
        forced/forcing/force/forces .. into/to [a] [get] marriage/marry/married/prostitution
        hand/hands between my/her/his legs/thighs
        touches/touched/touching me/her/him/us/my inappropriate*/wrong/weird/sexual*/everywhere/there/when
        [emotionally/physically/verbally/sexually] and [emotionally/physically/verbally/sexually] abused
        [being/been/am/is/was] physically/emotionally/mentally/sexually abused/abusing/abuses
        abused by my/a/the/her/his <bosses>/<people>
        comments on/about my/her body/breasts/legs/chest/ass/bum/figure
        dick pic/pics
        d pic/pics
        if/when/unless/until/because/that/for i/she/he [do/does] [not] sleep/slept/sleeping/had with him/her/them
        slept/sleep/sleeps/sleeping with him/her or/to/for/and/before/he
        if/when/unless i/she .. slept/sleep with
        if i/she .. came/come/go to his [hotel/bed/private] room/bed/hotel
        <say>/calling/called/calls/invites/invited me to his/her [hotel/bed] room .. door/sex/night/touch*/bad/alone
        do/does/did/doing/done bad/dirty/sexual/nasty things to/with/$
        he/she/they wants in/from .. bed
        in/into my/her/his bed
        came/got/climbed/gets/comes into/in my/her room/bed/bedroom .. at/night/kiss*/touch*/undress*/and/bed/<often>
        films/filmed/filming/watches/watched/photograph*/record*/spies .. us/me/her/girls/them .. change/changing/undress*/shower/toilet/naked/bathroom
        partner/husband/boyfriend/wife/girlfriend/ex/father/dad/mother/stepfather/fiance .. hits/beats/hit/beat/strangled/slaps/slapped/choked/kicks/kicked/abuses/abused/punched/punches/threatens/hurts/raped/rapes her/him/me/my/them
        domestic abuse/violence at home/by
        hits/slaps/beats/kicks/smacks/whips/punches/pinches/pulls me/her/him/us/my .. when/every/if/and/hair/after/sometimes/because/for/at
        smacks/slaps/pinches/smacking the girls/boys/women/trainees/apprentices
        coerc*/blackmail*/blackmailed <hurt one>
        not let me/her/us .. until/unless i/she/we hug*/kiss*/touch*/sleep*/undress*/strip*
        blocks/blocked the door ... until/unless/me/her
        <someone> .. abuses/abused/abusing/is abusing <hurt one>
        i/he/she was/were/am/is/been/being [being] abused
        leans/leaning/stood/stands .. and sniffs/smells/touches my/me
    """),
        (
            "touch*/rub*/massag*/pat* .. patient/patients/baby/dog/horse/muscle/with",
            "abused as a child/children/kid",
            "touched on/upon",
            "grab*/kick*/hit* .. ball/leg/legs .. tackle/judo/match",
            "client/clients/patient/patients who was/were/has/is",
            "slept in/well/through",
            "lap/body of/language/weight",
            "in/into his/her bed rest/bay/space",
        ),
    ),
    # --- harassment ------------------------------------------------------------------------------------------
    Row(
        "harassment",
        _lines("""
        <someone>/everyone/everybody/all .. bully/bullies/bullying/bullied me/us/him/her/my/them/the/our/this
        being/been/am/is/get/gets/getting/was/are [being/been/constantly/always] bullied/harassed/picked/discriminated/victimised/victimized/mobbed/ostracised/ostracized/shunned/humiliated/mocked by/on/against/at/for/because/every/since/in/and/$
        i am/was/get/feel bullied/harassed/discriminated
        harass/harasses/harassing/harassed me/us/him/her/my/them
        mob/mobs/mobbing/mobbed me/him/her/us/my
        racially/racial/homophobic/transphobic/sexist/racist abuse/abused/abuses/harass*/insult*/remarks/comments/jokes/slurs .. me/my/by/at/about/her/him/<often>
        call/calls/calling/called me/us/him/her/them/my .. [a/an/the] [fat/stupid/fucking/dirty/lazy/silly] <slur>
        call/calls/calling me/us/him/her/them/my [people/always] [a/an/the] [fat/stupid/fucking/dirty/lazy] <insult> !like
        called me/him/her .. <insult> .. <often>
        call/calls/calling me/him/her/us [all/bad/racist] [kind/kinds/sorts/sort] [of] names/things !like
        <affected> .. <suffer> .. <mistreatment>
        <mistreats> me/us/my/him/her/them/the_apprentice/the_trainee/the_student
        <affected> .. <be>/been/being/get/gets/got [being/been] <mistreated> .. by/in/at/on/because/for/and/since/every/with/from/when/verbally/through/despite/severely/brutally/$
        ragged/hazed/humiliated me .. brutally/relentlessly/severely/badly
        made/forced/make/force/forces/makes me/us/him/her/them [to] do/perform/dance/sing/kneel/strip/crawl/beg humiliating/degrading/things/acts/and/naked
        due to my/her/his/their <trait>
        because of my/her/his/their <trait>
        my/her/his <trait> .. used/held against me/her/him/us
        my/her/his religious/political beliefs/faith/religion are/is/get mocked/ridiculed
        discrimination/racism/sexism/harassment is happening to me/us/him/her
        discrimination for being
        racist/sexist/hateful/casteist/abusive/derogatory/homophobic/degrading/offensive language/terms/comments/slurs/words/behaviour/behavior/remarks .. me/my/her/him/against/towards/at/about
        insulted/degraded/humiliated and insulted/degraded/humiliated/threatened
        treat*/treated me/us/her/him differently/unfairly/worse/badly .. because/due/than
        creates/made/created/makes fake accounts/profile/account .. me/my/harass
        spread*/spreads lies/rumours/rumors about me/my/her/him .. because/<often>/and/sex*/since
        someone/somebody/colleague/boss/manager/he/she/they .. is/was/keeps/are harassing/bullying/tormenting/intimidating/stalking me/us/my/him/her
        comments/remarks/jokes about my/her/his appearance/looks/clothes/figure .. unsafe/uncomfortable/<often>
        inappropriate/unwanted/nasty/constant/offensive/hurtful/degrading comments/remarks/jokes about/on my/her/his
        left/leave/leaves/leaving me/her/him out .. because of
        refuse/refuses/refused/denied/deny to/me/her/him .. because i/she/he is/am/was/are <identity>
        because i/she/he/they am/is/are/was/were from/a/an/of nigeria/africa/india/pakistan/poland/romania/china/syria/mexico/immigrant/muslim/woman/foreigner/refugee/abroad .. not/never/refus*/laugh*/mock*/worst/only
        nickname for me/him/her/my
        make/makes/made/making/doing/does/do monkey/animal/ape/gorilla noises/sounds
        bananas/banana on my/his/her/the
        go/went back to your/my/his/her/their [own] country/home/continent/village
        <say>/shout*/yell* .. go/crawl back to africa/asia/poland/mexico/india/china/pakistan/romania/syria/turkey/nigeria/russia/ukraine/where
        get/got/gets/getting called [a/an/the] [racist/all/homophobic] <slur>
        called/shouted/yelled/use/uses/used/throws [a/an/the] [racist/racial/homophobic] slur/slurs at/about/against/me/her/him/when/to
        passed over .. because/for being
        called/calls me/him/her .. because i/she/he
        <identity> people/men/women/students/trainees/workers [can/should/do/are] not/should/are/can_not/belong/have ...
        dead [rat/animal/bird/fish/mouse] rat/mouse/bird/fish/animal in/on my/her/his
        swastika/noose/graffiti/slur/slurs/excrement/shit/poo/faeces .. in/on/at my/her/his/our
        ruin/ruined/ruins/destroy/destroys/wreck/end/finish/kill/tank my/her/his [whole] career/reputation/name/future .. if/unless/because/when
        <say>/threaten* .. ruin/destroy/wreck/end/finish my/her/his [whole] career/reputation/future
        make sure i/she/he/we never/not work/works/get/gets/find/finds/graduate ...
        [i/she/he] never work in this/the .. again
        ignore/ignores/ignored/ignoring/avoid/shun/isolate/freeze/cut/snub [out] me/her/him [out] since/because/ever i/she/he [have/had] .. <report>
        i/he/she/we [have/has] [been/am/is/was/being] [am/was] discriminated against
        i/he/she/we <be> [been/being] bullied/harassed/mobbed/victimised by/at/in/$
        make/makes/making/made/poke/pokes fun of/at me/him/her/us/my/their/them .. <trait>/<often>/purpose/weight/$
        mock/mocks/mocking/mocked/imitate*/ridicul*/laugh*/joke*/joking/tease*/teasing/taunt*/slag*/insult*/comment*/sneer* [at/about/on/for] [my/his/her/their] <trait>
        mock/mocks/mocking/mocked/ridicul*/taunt*/tease*/teasing/insult*/belittl*/humiliat*/degrad*/slag* [at/me/him/her/us/my/them] .. <often>
        laugh/laughs/laughing at me/him/her/us/my .. <often>
        <often> .. mocks/mock/mocking/ridicul*/taunt*/insult*/belittl*/humiliat*/degrad*/bullies/picks/picking/screams/screaming/slagging me/us/him/her/my/them/on/at
        <someone>/everyone/everybody .. jokes/laughs/mocks/comments about/at/on my/her/his/their <trait>
        humiliat*/belittl*/insult*/degrad*/screams/mock*/ridicul* me/him/her/us/my .. <often>
        shouts/yells/screams/swears/curses/shouting/yelling/screaming at me/him/her/us/my .. every/all/each day/single/time/shift/morning/night/week/daily/constantly
        because of my/her/his/their <trait>/skin/race
        because/cause/cos i/she/he am/is/was [a] <identity>
        say*/said/saying/tells/tell/told/writes/wrote/thinks/jokes/shouts ... women/girls/females/mothers/latinas/latinos/africans/blacks/muslims/foreigners/asians/indians/immigrants/gays/arabs/mexicans/jews/refugees/migrants/disabled/lesbians/travellers/gypsies can/can_not/should/belong/are/do/have/stay/only/must/never
        pregnant women/woman are/is
        no one/nobody wants/likes/want a black/muslim/fat/gay/trans/asian/brown/foreign/disabled
        discriminat* [against] me/us/him/her/my/them
        because of diversity
        racist/sexist/homophobic/transphobic/antisemitic/ableist/islamophobic jokes/comments/remarks/to/towards/names/abuse/boss/mentor/supervisor/manager/messages
        comment/comments/jokes/remarks about my/her/his/our chest/body/breasts/ass/legs/skin/religion/gender/weight/accent/hijab/headscarf/race/sexuality/disability .. <often>/and/$
        exclude/excludes/excluding/excluded me/him/her/us/my .. purpose/deliberately/from everything/all/every/<often>/and
        not let/allow/allowing me/us/him/her/my .. eat/sit/join/in/use .. with/because/them/table
        followed/follow/follows .. around/round .. noises/names/jokes/laugh*/mock*
        not let/leave the lass/girl/lad/boy/trainee/apprentice alone
        hide/hides/hid/hiding/steal*/stole/break*/destroy*/damag*/piss*/pee/spit/spits/spat .. my/his/her/the boots/tools/wheelchair/lunch/locker/uniform/things/stuff/food/meal/bed/clothes/shoes/drink/bag .. <often>/purpose/prank/twice/and/$
        spit/spits/spat/piss*/peed in my/his/her
        pictures/picture/photos/memes/posts/messages/chat/group ... laugh*/mock*/making/make/fun at/fun/of/me/her/him/about
        sends/send/sending/sent .. round/around pictures/photos/jokes/memes
        everyone/evryone/everybody/all/they/whole .. hate/hates/ignore*/laugh/laughs me/us and/they/<often>
        porn/tampons/pornography above/on/in/over my/her
        make/makes/making/made my/her/his/our life/lives [here/at/work] [a] [living] hell/misery/unbearable
        raging/ragging me/us/him/her/them/my
        doing/do/does/with ragging
        hazing/haze/hazed/hazes me/us/him/her/the/my/new
        make/makes/making/made us/me/him/her/them/rookies kneel/crawl/eat/beg/drink/bark/lick [in/on/from/until/off/till/for/like/the] ...
        since/after/because/when i/she/he/we [had/have] .. <report> ... <revenge>/funding/unstable/off/desk
        <report> ... now/then/since/afterwards/after ... <revenge>
        since/after/because/when i/she/he/we [had/have] [gone/talked/spoken] .. to/with [the] hr/title/ombuds*/union/dean/police/board/whistle ... <revenge>
        and now/since/then they/he/she/the .. punish/punishes/punishing/punished/sack/fire/freeze/exclude me/him/her/us
        retaliates/retaliating/retaliated against me/him/her/us
        and now/since/then .. punish/punishes/punishing/punished me/him/her/us
        ever since i/she/he/we .. no/refused/reported/complained .. <revenge>/off/tells/nobody
        mock*/slag*/tease*/bully*/abuse*/insult*/pick*/laugh*/taunt*/ridicul* .. for being [a/an/so/from] <identity>/poor/foreign/different
        call/calls/calling/called me/him/her/us/my .. [the/a] quota/it/token/diversity/hire/belly/terrorist/immigrant/foreigner/servant/slave
        gets/get/got/is called it/names/slurs
        shout*/yell*/scream*/sing*/chant* .. to/at me/us/him/her monkey/slurs/names/go/paki/gay/stupid
        joke*/jokes/joking about my/her/his belly/pregnancy/body/skin/turban/hijab/headscarf/religion/breasts/weight/disability/accent/caste/food
        take/takes/taking/took the mick/mickey/piss out of my/her/his/me/him [for/because] .. <often>/accent/because/every
        take/takes/taking the mick/mickey/piss out of .. every/always/all/day
        laugh/laughs/laughing on/at my/her/his food/accent/name/clothes/english/religion/skin/hair/body/disability .. <often>
        laugh/laughs/laughing on/at my/her/his food/accent/english/religion/skin/body/disability/stammer/stutter
        tells me/him/her/us/them .. indian/african/black/muslim/asian/chinese/polish/gay/foreign/female/jewish students/people/workers/women are
        bent/broke/break/hide/hides/put/puts .. my/her/his tools/things/bag/locker/boots .. <often>/nasty/dead/shit/every
        <often> .. bent/broke/break/hide/hides/put .. my/her/his tools/things/bag/locker/boots/lunch
        group chat .. retard/laughing/mock*/about_me/memes/names
        since/after/because i/she/he/we [had/have] .. <report> ... threatening/cutting/cut_my/cut_her/changed_my/harder/cut/cold/no_longer/stopped_talking/not_talk/not_speak/bad
        retaliat*/revenge .. against/on/me/my for/because/me
        punish*/punishing/punished/threaten*/sacked/fired/demoted me/him/her/us ... because/for/after i/he/she/reporting/speaking/complaining/refusing/telling/being .. <report>/hr/complain*/report*
        nobody/nobody/none/no [one] .. work/sit/talk/speak/eat .. beside/next/with/to me/him/her .. because
        [get/gets/getting] picked/picks/picking on me/him/her .. because/<often>/for/since
    """),
        (
            "you .. bullied/harassed/humiliated/mocked",
            "felt/feel humiliated when",
            "please stop",
            "laugh* at me/us/him/her once",
            "laughs/laugh .. joke/jokes",
            "writes/writing/wrote/reads/read/reading/studies/studying/study/thesis/paper/research/course/seminar/lecture/essay/book/workshop/training .. about/on/of/in .. <mistreatment>",
            "<mistreatment> policy/policies/training/law/case/cases/complaint_form/procedure/workshop/officer/survey/statistics",
            "get/gets/got/getting/deal .. threats/threat .. model/security/cyber/phishing",
            "deal with retaliation/harassment/bullying/discrimination/violence/aggression/abuse in/as/when/if/$",
            "because of my/his/her name/looks/country/hair/age/visa/weight/body/voice/background/origin tag/badge/trip/cut/limit/expires/runs/paper/status",
            "how do/can/should a/an/one",
            "get/got/gets hate from myself",
            "felt/feel bullied in",
            "jokes/joke/comments/remarks about women/girls are/is not",
            "i .. call/called/calling/mocked/humiliated/insulted/bullied/laugh/laughed him/her/them",
            "accused of harass*/bullying",
            "suing .. harass*",
            "in/for a novel",
            "name .. third/second/first/paper/list/author*",
        ),
    ),
    # --- real: said plainly about what goes on ---------------------------------------------------------------
    Row(
        "real",
        _lines("""
        this/it/that/thing/what/things [is/does/are] really/actually/truly/genuinely [is/are] happening/happens/happen/going [on] [right/now] to/with/in/at me/us/my/our
        this/it/that/which really/actually/truly [is] happens/happened/happen/happening [on/in/at] to/my/our me/us/ward/work/team/lab/school/<people>
        this/it/that/thing/what/things is/has [been] happening .. to/with me/us .. [for] real/now/work/school/home/lab/ward/$
        this/it/what is [what/exactly/all] [what] [is] [really/actually] happening/happens to me/us
        happened/happens/happening to me .. [in/for] real/reality
        in real life .. me/my/i
        this/it is/was [for] real .. not a/no game/joke/exercise/practice/pretend/play/test
        this/it is not/no [a/an/just] [role/only] pretend/exercise/scenario/practice/practise/play/game/roleplay/rehearsal/hypothetical/made/fiction/training ... real !work
        this/it is not/no [a/an/just] [role/only] pretend/exercise/scenario/practice/practise/play/game/roleplay/rehearsal/hypothetical/made/fiction/training ... happening/happens/happened
        not/no/stop practising/practicing/pretending/playing/rehearsing/acting/imagining .. real/really/happening/happens/happened/my
        not/no asking for a friend/hypothetical ... happening/real/me
        not/no hypothetical ... happening/real
        i [really/actually] live/lived [with] it/this/that/through .. real/each_day/every_day
        what i [really/actually] live/lived with/through every/each/at/daily
        is/are/was not pretend for me
        my/our <bosses> really/actually does/did/do this/that/it/these [to/things] .. me/us/her/$
        <bosses>/he/she/they really/actually did that/this/it to me/us
        exactly/just this/that/what .. happens/happened/happening to me/us .. real/work/home/life/every/lab
        it/this is [really] what they/he/she do/does/did to me/us
        not for practice .. really/real
        what my <bosses> does/did/do/is/keeps .. to me
    """),
        (
            "when i was/started",
            "years ago",
            "happened to me too/as/once/before",
            "tell/told/describe .. what my <bosses>",
        ),
        own=True,
    ),
)

# What people type, in plain spelling.
SPELLINGS: dict[str, str] = {
    written: plain
    for written, _, plain in (
        pair.strip().partition("=")
        for pair in """
    dont=do not|doesnt=does not|didnt=did not|isnt=is not|arent=are not|wasnt=was not|werent=were not|cant=can not
    cannot=can not|couldnt=could not|wont=will not|wouldnt=would not|shouldnt=should not|havent=have not|hasnt=has not
    aint=is not|ain't=is not|can't=can not|won't=will not|shan't=shall not|wouldnae=would not|cannae=can not|dinnae=do not
    didnae=did not|im=i am|ive=i have|id=i would|ima=i am going to|imma=i am going to|hes=he is|shes=she is|theyre=they are
    theyve=they have|youre=you are|youve=you have|hed=he would|theyd=they would|theyll=they will|itll=it will|thats=that is
    whats=what is|heres=here is|theres=there is|wheres=where is|its=it is|lets=let us|wanna=want to|wana=want to|gonna=going to
    gunna=going to|gotta=got to|finna=going to|tryna=trying to|u=you|ur=your|r=are|b=be|wen=when|wat=what|wot=what
    wud=would|wld=would|cud=could|shud=should|no1=nobody|noone=nobody|every1=everyone|evry1=everyone|evryone=everyone
    some1=someone|sum1=someone|any1=anyone|evry=every|evryday=every day|everyday=every day|evrybody=everybody|rlly=really
    rly=really|srsly=seriously|tonite=tonight|2nite=tonight|2night=tonight|tnite=tonight|2morrow=tomorrow|tmrw=tomorrow
    2=to|4=for|m8=mate|frend=friend|freind=friend|anymore=any more|anymor=any more|nomore=no more|cos=because|coz=because
    cuz=because|bc=because|bcos=because|becos=because|becuz=because|wiv=with|da=the|di=the|dem=they|dat=that|dis=this|nah=not
    yrself=yourself|urself=yourself|alot=a lot|outta=out of|kinda=kind of|lotta=lot of|dunno=do not know|idk=i do not know
    harrased=harassed|harrassed=harassed|harrases=harasses|harrasses=harasses|harrasing=harassing|harrassing=harassing|harrasment=harassment|harrassment=harassment|harasment=harassment|bulied=bullied|bulling=bullying|sucide=suicide|suiside=suicide|siucide=suicide|suicidle=suicidal|kil=kill|k*ll=kill|kll=kill|r*pe=rape|r*ped=raped|tbh=|ngl=|lol=|lmao=|lmaooo=|omg=|btw=|bruh=|bro=|literally=|just=|honestly=|simply=|even=
    fucking=|bloody=|fkn=|f'ing=|effing=|also=|seriously=|please=please|hurtin=hurting|threating=threatening|dieing=dying
    raison=reason|alife=alive|myslef=myself|himslef=himself|hisself=himself|meself=myself|mi=my|sodding=
    suicde=suicide|comit=commit|selfharm=self harm|selfharming=self harming|selfharms=self harms|od'd=overdosed|oded=overdosed
        """.replace("\n", "|").split("|")
    )
    if written
}
# Grave words that are also found with one letter wrong.
OFTEN_MISTYPED = (
    "suicide suicidal harass harassed harassing harasses harassment bullying bullied bullies threatened threatening "
    "assaulted overdose strangled stalking stabbed tablets molested touching punched"
)
REAL_WORDS = "stacking stabber talking staking touting couching bullring tablet bellied sullied starking stabled munched stalling"
