"""The tables behind the step-out check: what people write when somebody is hurt, threatened or in despair.

Data and no code; ``safety`` reads it. A pattern is a row of words that follow each other:

    word        this word                   a/b         either word
    word*       words that begin so         <name>      one of the alternatives of a group
    [word]      may be there or not         ..          up to four words, none of them a "not"
    ^  $        the sentence begins, ends   ...         up to nine words, none of them a "not"
    !word       this word does not follow

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
    "cleaner driver cook waiter waitress teammate staff member members one ones children child"
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
    "|hair|dyslexia|autism|adhd|voice|name|country|deafness|hearing aid|transition|pronouns|looks|visa",
    "identity": "black|brown|asian|african|arab|muslim|jewish|indian|chinese|polish|latina|latino|mexican|foreign|a foreigner"
    "|an immigrant|a migrant|a refugee|gay|lesbian|bi|queer|trans|nonbinary|a woman|a girl|female|a mother|pregnant"
    "|disabled|deaf|blind|autistic|dyslexic|fat|old|too old|a man|a traveller|a gypsy|roma|hindu|sikh|dalit|catholic",
    "slur": "slur|slurs|nigger|nigga|paki|chink|spic|kike|gook|wetback|coon|fag|faggot|poof|poofter|dyke|tranny|retard"
    "|spastic|spaz|cripple|gypsy|gyppo|pikey|whore|slut|cunt|bitch|skank|n word|p word|f word|monkey|ape|terrorist|savage"
    "|fat|fatty|pig|fat pig|cow",
    "insult": "stupid|idiot|moron|dumb|useless|worthless|pathetic|trash|garbage|rubbish|loser|ugly|names|name|lazy|thick"
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
    throw/threw me in/under/a
    shot <self> in the foot
    shoot/shot/shooting <self> in the foot
    hit/hits/hitting a/the/my wall/target/roof/nail/road/ground/books/deadline/bottom/limit/ceiling/snag/sack/gym/jackpot
    hit/hits me that/like/later/then/when/with/up/how/all
    beat* me to/at/by/hands
    beats me
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
    cut my/our teeth/losses/hours/budget/losses
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
    film/films/movie/novel/book/books/story/stories/song/opera/documentary/episode/tv/podcast/character/shakespeare/hamlet/juliet/poem
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
        sleep and not/never wake
        i .. hope/wish/pray i/to [do/will/would] not/never wake
        i .. do/did/would/can/could not [really] [even] want to [really] <live>
        i .. do/did not [even] want [to] [be] living/life/alive
        i .. do not want to be here/around any [more/longer]
        i no longer/more want to <live>
        i no longer want to be here
        i .. do/can not see any/a/the/no reason/point/sense to/in/of live/living/life/existing/continue/continuing/going/go
        i .. see/have/find no/any/more reason/reasons/point/sense to/in/of live/living/life/existing/continue/continuing
        i [really] can/could not go on $
        i .. can/could not go on any more/longer
        i .. can/could not go on living
        i .. can not bear/face/stand living/life/being alive
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
        i .. be tired/sick/done/finished/weary/through of/with life/living/existing/being [alive]
        tired/sick of to live/exist
        <be> tired/sick/weary of living/existing/life/being alive
        have/had/has [had] [more] [than] enough of life/living/being alive
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
        no point [in/to] [me/my] living/life/existing/being alive
        what is the point of/in living/life/existing/being alive/going on
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
        i .. not safe with/from/around myself
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
        kill/finish/top/off/hang/unalive/neck me $
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
        ),
        own=True,
    ),
    Row(
        "crisis",
        ("kms", "i .. ctb", "unalive <self>", "wan die", "want to die", "wish i was dead", "wish i were dead"),
        ("to die of/from/on/when/laughing/in", "you .. want to die", "wanted to die when/as/right/there"),
        own=False,
    ),
    # --- crisis: said of anybody -----------------------------------------------------------------------------
    Row(
        "crisis",
        _lines("""
        kill/killed/kills/top/topped/topping/hang/hanged/hung/hanging/drown/drowned/drowning/shoot/poison/poisoned/unalive <self>
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
            "gives/given/gave [away] his/her/their tools/things to/back",
        ),
    ),
    # --- danger ----------------------------------------------------------------------------------------------
    Row(
        "danger",
        _lines("""
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
        i want/going to hurt/stab/shoot/hit/beat/punch/strangle/attack/poison him/her/them/my/someone/somebody/people
        <someone> .. pulled/pulls/drew/brought/brings/bring/bringing/carries/carrying/waved/waves/pointed/points/swung/swings/swing/holding/held/showed/shows/has/have/got/with a/an/the/his/her/out/my [iron/kitchen/big/metal] <weapon> .. on/at/to/and/in/bag/his/says/saying/said/me/him/her
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
        grabbed/grabs/held/took/had <hurt one> .. by the throat/hair/neck/collar/arm/wrist
        hands/hand around/round/on my/her/his/their throat/neck
        held/holds/pressed/put/puts my/his/her hand/head/face/arm on/in/under/against/into the [hot/boiling/cold] plate/stove/grill/oil/water/wall/hob/flame
        <someone> .. locked/locks/shut/locking <hurt one> in/inside/up
        tied/ties/chained <hurt one> up/to
        <someone> .. not let me/us/her/him leave/out/go until/of/from/$
        locked/locks/shut/bolted me/us/him/her in
        lock/locks/locked <hurt one> in
        follows/following/followed <hurt one> home/to/every/around/at/from/back [her/his/my/the/night] ...
        stalk*/stalked <hurt one>
        <someone> <be> [being] stalked
        <someone> <be> stalking
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
            "felt attacked/stabbed/beaten",
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
        makes/made/make <hurt one> undress/strip/sit/kiss/hug/touch [on/off/his/him/naked/for/in/her] ...
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
        grind*/rub*/press*/brush* [up] on/against me/her/us/my/the/him
        kiss*/kissed .. me/her/him/my .. no/not/without/party/pushed/forced/tried
        tried/tries/trying to kiss/touch/grope/undress/rape me/her/him/my/us
        pulls/pulled/pull/pulling my/her/his/their/the trousers/pants/skirt/underwear/clothes/hijab/bra/headscarf off/down/up/$
        grabbed/grabs and/me .. kiss*
        ask*/begg*/nag*/pressur*/want* .. for/me sex/nudes/nude/naked
        ask*/want*/keep* .. send/have/get/for nudes/sex/naked/nude
        sex with him/her/me/them
        sends/sent/send/sending/messages/messaging/texts/shows/showed/showing <hurt one> .. nude/nudes/explicit/sexual/suggestive/porn/pornography/dick/d/naked/dirty/pics/penis/genitals .. pic*/photo*/messages/video*/images/texts/and/of/$
        sends/sent/sending/send .. [unsolicited] explicit/nude/sexual/suggestive/pornographic/indecent/dirty images/photos/pictures/messages/texts/videos to/$
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
        call/calls/calling me/us/him/her/them/my .. [a/an/the] [fat/stupid/fucking/dirty/lazy] <insult>
        called me/him/her .. <insult> .. <often>
        call/calls/calling me/him/her/us [all/bad/racist] [kind/kinds/sorts/sort] [of] names/name/things
        nickname for me/him/her/my
        make/makes/made/making/doing/does/do monkey/animal/ape/gorilla noises/sounds
        bananas/banana on my/his/her/the
        go back to your/my/his/her [own] country/home/continent
        make/makes/making/made/poke/pokes fun of/at me/him/her/us/my/their/them .. <trait>/<often>/purpose/weight/$
        mock/mocks/mocking/mocked/imitate*/ridicul*/laugh*/joke*/joking/tease*/teasing/taunt*/slag*/insult*/comment*/sneer* [at/about/on/for] [my/his/her/their] <trait>
        mock/mocks/mocking/mocked/ridicul*/laugh/laughs/taunt*/tease*/teasing/insult*/belittl*/humiliat*/degrad*/slag* [at/me/him/her/us/my/them] .. <often>
        <often> .. mocks/mock/mocking/ridicul*/taunt*/insult*/belittl*/humiliat*/degrad*/bullies/picks/picking/screams/screaming/slagging me/us/him/her/my/them/on/at
        <someone>/everyone/everybody .. jokes/laughs/mocks/comments about/at/on my/her/his/their <trait>
        humiliat*/belittl*/insult*/degrad*/screams/mock*/ridicul* me/him/her/us/my .. <often>
        shouts/yells/screams/swears/curses/shouting/yelling/screaming at me/him/her/us/my .. every/all/each day/single/time/shift/morning/night/week/daily/constantly
        because of my/her/his/their <trait>/skin/race
        because/cause/cos i/she/he am/is/was [a] <identity>
        say*/said/tells/tell/told/writes/wrote/thinks/jokes/shouts .. women/girls/females/mothers/latinas/latinos/africans/blacks/muslims/foreigners/asians/indians/immigrants/gays/arabs/mexicans/jews/refugees/migrants/disabled/lesbians/travellers/gypsies can/can not/should/belong/are/do/have/stay/only/must/never
        pregnant women/woman are/is
        no one/nobody wants/likes/want a black/muslim/fat/gay/trans/asian/brown/foreign/disabled
        discriminat* [against] me/us/him/her/my/them
        because of diversity
        racist/sexist/homophobic/transphobic/antisemitic/ableist/islamophobic jokes/comments/remarks/to/towards/names/abuse/boss/mentor/supervisor/manager/messages
        comment/comments/jokes/remarks about my/her/his/our chest/body/breasts/ass/legs/skin/religion/gender/weight/accent/hijab/headscarf/race/sexuality/disability .. <often>/and/$
        exclude/excludes/excluding/excluded me/him/her/us/my .. purpose/deliberately/from everything/all/every/<often>/and
        not let/allow/allowing me/us/him/her/my .. eat/sit/join/in/use .. with/because/them/table
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
        since/after/because/when i/she/he/we [had/have] .. <report> ... <revenge>
        <report> ... now/then/since/afterwards/after .. <revenge>
        retaliat*/revenge .. against/on/me/my for/because/me
        punish*/punishing/punished/threaten*/sacked/fired/demoted me/him/her/us ... because/for/after i/he/she/reporting/speaking/complaining/refusing/telling/being .. <report>/hr/complain*/report*
        nobody/nobody/none/no [one] .. work/sit/talk/speak/eat .. beside/next/with/to me/him/her .. because
        [get/gets/getting] picked/picks/picking on me/him/her .. because/<often>/for/since
    """),
        (
            "you .. bullied/harassed/humiliated/mocked",
            "felt/feel humiliated when",
            "your",
            "please stop",
            "laugh* at me/us/him/her once",
            "laughs/laugh .. joke/jokes",
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
        this/it/that is/does really/actually/truly/genuinely happening/happen/going [on] [to/with/on/for/in/right] ...
        this/it/that/which really/actually/truly happens/happened/happen to me/us/my
        this/it/that/thing/what/things is happening .. to/with me/us for real
        this/it/that/what is happening to me/us/my
        this/it/what is [what/exactly/all] [what] [is] [really/actually] happening/happens to me/us
        this/it is/was real .. not a/no game/joke/exercise/practice/pretend/play/test
        this/it is not/no [a/an/just] [role/only] pretend/exercise/scenario/practice/play/game/roleplay/rehearsal/hypothetical/made/fiction/training ... real/really/happening/happens/happened/life/me/my
        not/no practising/practicing/pretending/playing/rehearsing/acting/imagining .. real/really/happening/happens/happened/my
        i [really/actually] live/lived it/this/that/through .. for/real/each/every/really
        is/are/was not pretend for me
        my/our <bosses> really/actually does/did/do/says/said this/that/it/these [to/things] ...
        <bosses>/he/she/they really/actually did that/this/it to me/us
        exactly/just this/that/what .. happens/happened/happening to me/us .. real/work/home/life/every/lab
        what my <bosses> does/did/do/is/says/keeps .. to me
    """),
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
    gunna=going to|gotta=got to|finna=going to|tryna=trying to|u=you|ur=your|r=are|b=be|n=and|wen=when|wat=what|wot=what
    wud=would|wld=would|cud=could|shud=should|no1=nobody|noone=nobody|every1=everyone|evry1=everyone|evryone=everyone
    some1=someone|sum1=someone|any1=anyone|evry=every|evryday=every day|everyday=every day|evrybody=everybody|rlly=really
    rly=really|srsly=seriously|tonite=tonight|2nite=tonight|2night=tonight|tnite=tonight|2morrow=tomorrow|tmrw=tomorrow
    2=to|4=for|m8=mate|frend=friend|freind=friend|anymore=any more|anymor=any more|nomore=no more|cos=because|coz=because
    cuz=because|bc=because|bcos=because|becos=because|becuz=because|wiv=with|da=the|di=the|dem=they|dat=that|dis=this|nah=not
    yrself=yourself|urself=yourself|alot=a lot|outta=out of|kinda=kind of|lotta=lot of|dunno=do not know|idk=i do not know
    tbh=|ngl=|lol=|lmao=|lmaooo=|omg=|btw=|bruh=|bro=|literally=|just=|honestly=|simply=|even=
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
