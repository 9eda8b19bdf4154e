package answer

import "regexp"

// guards are signs that a mail may not mean what its words say. One of them
// makes every answer a question to the secretary.
type guard struct {
	why string
	re  *regexp.Regexp
}

var (
	// comparison uses of "als" are no condition.
	asSuch = rx(`een punt (?:er)?achter|(?:voelt|voelde|klinkt|net zo \w+|zie dit|zie het|beschouw dit|beschouw het|opgevat|behandeld) als|niet waar (?:ik|wij|we|het|om|u)|in goede zin|zou(?:den)?(?: \w+){0,3} graag|graag zou(?:den)?|zou (?:u|je|jullie)|dan maar (?:naar|aan|door|de)|als (?:ingetrokken|opgelost|afgedaan|afgehandeld|gesloten|vervallen|zodanig|klager|klaagster|slachtoffer|moeder|vader|ouder|ouders|beloofd|besproken|afgesproken|voorgesteld|volgt|het ware|gezegd|eerder|bijlage|oplossing|afgerond|beeindigd|afgesloten|antwoord)|zo (?:snel|spoedig) als|net als|evenals|alsook|zoals`)

	guards = []guard{
		{"voorwaarde", rx(`(?:^|[.,:;] )tot (?:ik|wij|we|er|de|het|u)|in ruil|in geval|wanneer (?:ik|het|de|u|er)\b.*\b(?:dan|ben|ga)|als|indien|mits|tenzij|zodra|mocht|mochten|voorwaarde|voorwaarden|voorbehoud|zolang|totdat|pas (?:als|na|wanneer|dan|tevreden|akkoord)|eerst|anders (?:ga|wil|ben|trek|moet|stap|kom|dien|zie)|en anders|of anders|op voorwaarde|stel dat|ingeval|afhankelijk|hangt (?:er )?(?:van )?af|daarna|vooraf|provided|unless|if|once|as long as|as soon as|only if|until|first|otherwise|subject to|na ontvangst|voordat|behoudens|dan pas|in ruil voor|in ruil|desnoods|in dat geval`)},
		{"twijfel", rx(`in het algemeen|over het algemeen|in grote lijnen|in grote trekken|globaal|onder voorwaarden|met (?:pijn|moeite|lange tanden|tegenzin|gemengde gevoelens)|bij gebrek|uit (?:beleefdheid|armoede|angst)|lieve vrede|heug en meug|misschien|wellicht|mogelijk|mogelijkerwijs|denk|dacht|denken|geloof|twijfel|twijfels|weet (?:het |ik |nog |ik het |het nog )*niet|weet (?:ik|niet) of|weet niet|niet zeker|lijkt|lijken|schijnt|hoop|hopelijk|hopen|vermoed|vermoedelijk|waarschijnlijk|overweeg|overwegen|erover na|(?:moet|wil|ga|nog|even|laat|kan)(?: \w+){0,3} nadenken|nadenken over|bedenktijd|bedenken|erover te|vooralsnog|voorlopig|voor nu|tot nu toe|tot dusver|in principe|in beginsel|eventueel|zal wel|zou wel|zou tevreden|zou akkoord|volgens mij|enigszins|redelijk (?:tevreden|goed|blij|akkoord|te spreken|content|eens)|half|niet helemaal|niet volledig|niet geheel|niet echt zeker|min of meer|zo goed als|bijna|haast|aarzel|maybe|perhaps|might|think|considering|probably|hope|not sure|not entirely|guess|suppose|for now|ooit|van plan|plan om|voornemens|neig|geneigd|ik zal|wij zullen|nog even|later|afwachten|wacht|kijken we|kijk ik|ben benieuwd|ga ervan uit|neem aan dat|aangenomen|zou|zouden|(?:was|had|kon|waren) (?:ik|wij|we|het) maar|vroeg of|vraagt of|gevraagd of|vragen of|afvragen of|vraag me af of|of het zo is`)},
		{"deels", rx(`op het gebied|ten aanzien van|voor wat betreft|deels|gedeeltelijk|gedeeltelijke|grotendeels|ten dele|voor (?:een|het grootste|een groot) deel|voor de helft|(?:eerste|tweede|derde|ene|andere|laatste|enkele|sommige|beide|een) (?:punt|deel|onderdeel|klacht|klachtonderdeel|gedeelte|helft|punten|onderdelen|klachten|kwestie)|punt \d|punten \d|onderdeel \d|punt (?:een|twee|drie|een en|over|van)|onderdelen|de rest|het overige|voor de rest|behalve|uitgezonderd|met uitzondering|op (?:een|het|1|twee|enkele) (?:punt|punten|ding|dingen|\w+ )?na|alleen|enkel|slechts|uitsluitend|half om half|het ene|het andere|aan de ene kant|enerzijds|anderzijds|gedeelte|op zich|op zichzelf|wat dat betreft|die over|partly|partially|only|except|half|part of|part one|point \d|not all|een deel|los van|afgezien van`)},
		{"deels", regexp.MustCompile(`\bniet alle(?:s|n)?\b`)},
		{"dwang", rx(`gedwongen|dwing\w*|dwang|onder druk|druk (?:gezet|op|van)|bang|angst|angstig|bedreig\w*|chant\w*|moet van|moest|moesten|moet ik (?:van|wel)|word ik geacht|geen keus|geen keuze|geen andere|noodgedwongen|durf|durven|intimid\w*|represailles|wraak|verplicht|forced|afraid|pressure|threat\w*|scared|onder protest|tegen mijn wil|tegen mijn zin|met tegenzin|of else|van jullie moet|omgepraat|overgehaald|gezeur|gevolgen`)},
		{"berusting", rx(`laat (?:het |ook |dat |dit |alles |nou |toch |gewoon )*maar|laat (?:die|deze|de|dat|mijn|dan) (?:\w+ )?maar|laat zitten|laat het zitten|maar zitten|vergeet (?:het|dat|de|mijn|maar)|zal wel zo|het zal wel|te moe|moe van|laat het er|hierbij laten|laat ik het bij|erbij zitten|tja|geen energie|geen kracht|geen zin|geen puf|leg me|leg mij|legt zich|bij neer|neerleggen bij|dan maar|moet dan maar|dan moet het maar|maar zo|opgegeven|geef (?:het|de moed|mij|me|maar) op|geef op|opgeven|uitgeput|ben er klaar mee|klaar mee|klaar met|genoeg van|zat|zin meer|doe maar wat|maakt (?:me|mij) niet uit|kan me niet schelen|interesseert|tired|give up|whatever|never mind|forget it|wat moet ik anders|helpt toch niets|heeft toch geen zin|heeft geen zin|maar goed|wat maakt het uit|zucht`)},
		{"spot", rx(`haha\w*|hihi|lol|lmao|rofl|hahah|jaja|ja ja|applaus|bravo|chapeau|proficiat|gefeliciteerd|hulde|fantastisch\w*|geweldig\w*|briljant\w*|schitterend|heerlijk|lekker|prachtig|magnifiek|wat een|wat ben ik|wat zijn we|zogenaamd\w*|zogeheten|kuch|ahum|hoezo|nou zeg|tuurlijk|alsof|of zo|lekker dan|leuk hoor|mooi hoor|fijn hoor|knap hoor|goed hoor|goed bezig|weer hoor|hoor weer|dank u voor niets|bedankt voor niets|nou bedankt|great job|thanks for nothing|yeah right|sure thing|wonderful|kampioen|topprestatie|petje af|hoera|hiep|not tevreden|echt wel|jippie|joepie|een medaille|een lintje|sarcas\w*|ironi\w*|joh|nounou|poeh|dream on`)},
		{"ander", rx(`(?:mijn|onze|zijn|haar) (?:\w+ )?(?:man|vrouw|moeder|vader|zoon|dochter|broer|zus|partner|vriend|vriendin|ouders|kind|kinderen|oma|opa|ex|advocaat|raadsman|raadsvrouw|jurist|begeleider|begeleidster|mentor|bewindvoerder|curator|gemachtigde|voogd|buurman|buurvrouw|zwager|schoonzus|schoonmoeder|schoonvader|collega|maatschappelijk werker|maatschappelijk werkster|client|cliente|hulpverlener|tante|oom|echtgenoot|echtgenote|contactpersoon|psycholoog|dokter|huisarts|familie|gezin|therapeut)|namens|allebei|beiden|alle twee|alletwee|my (?:husband|wife|mother|father|son|daughter|brother|sister|partner|lawyer|friend|parents)|advocaat|on behalf|hij wil|zij wil|ze wil|medeklager\w*|mede namens`)},
		{"herroepen", rx(`(?:was|waren) (?:eerst|aanvankelijk|toen|destijds|vroeger|ik eerst)|niet meer (?:tevreden|akkoord|eens|blij)|niet langer (?:tevreden|akkoord|eens)|bedacht|van gedachten|kom\b.*\bterug op|terug op|inmiddels niet|herzien|teruggekomen|aanvankelijk|vergist|changed my mind|no longer (?:satisfied|happy|agree)|grapje|grap|niet waar|per ongeluk|vorige mail|vorige bericht`)},
		{"vertegenwoordiger of andere weg", rx(`ombudsman|krant|pers|media|televisie|radar|kassa|rechter|rechtbank|rechtszaak|politie|aangifte|dagvaard\w*|kort geding|schadevergoeding|schadeclaim|claim|tweede kamer|minister|burgemeester|sue|court|police|newspaper`)},
		{"spanning", rx(`niet meer leven|zelfmoord\w*|dood|doodgaan|suicid\w*|einde aan|er een eind|mezelf iets|zie het niet meer|trek het niet|wil niet meer|kan niet meer|red het niet|vermoord\w*|kill\w*|hopeloos|radeloos|wanhopig|ten einde raad`)},
		{"twijfel", regexp.MustCompile(`, (?:zo |dan )?neem (?:ik|wij) aan [.!]`)},
		{"aangehaald", regexp.MustCompile(`[,:] (?:zo )?(?:zei|zegt|schreef|schrijft|vindt|vond|meent|dacht) (?:hij|zij|ze|u|jullie|mijn|onze|de|het|sanne|karin)\b`)},
		{"aangehaald", regexp.MustCompile(`\b(?:(?:zegt|zei|zeggen|gezegd|schrijft|schreef|schrijven|geschreven|vindt|denkt|meent|stelt|vertelde|vertelt|verteld|aangeeft|says|said|claims|staat)(?: \w+){0,5} (?:dat|that)\b|(?:zegt|zei|zeiden|zeggen|schrijft|schreef|vindt|denkt|meent|beweert|claims|says|said)(?:[ ,]+\w+){0,6} , (?:dat|that) (?:ik|het|alles|de|mijn|it|i)\b|(?:zegt|zei|zeggen|schrijft|schreef|schrijven|vertelde|vertelt|says|said|writes)(?: \w+){0,2} [:,] |beweer\w*|volgens\b|doet alsof|according|noemt\b|noemen jullie|noem je|citaat|i said)`)},
	}

	// denied puts a statement aside that was quoted or imagined.
	denied = rx(`(?:zijn|is|was) is niet (?:waar|zo|juist)|(?:dat|dit|het) is (?:echt |gewoon |helemaal |absoluut |dus |toch |natuurlijk |helaas )*niet (?:zo|waar|juist|het geval)|klopt (?:echt |gewoon |helemaal |absoluut |dus |toch |natuurlijk |helaas )*niet|is (?:onjuist|onwaar|een leugen|gelogen|onzin)|niets van waar|(?:nooit|niet|nergens) (?:gezegd|beweerd|geschreven|verklaard|laten weten|aangegeven)|zou liegen|would be lying|never said|not true|nooit gezegd`)

	// negative words beside satisfaction make it doubtful.
	sour = rx(`boos|kwaad|woedend|verdrietig|gekwetst|slecht|slechte|schandalig|belachelijk|klopt niet|onjuist|oneerlijk|onterecht|fout|fouten|leugens?|gelogen|helaas|vreselijk|verschrikkelijk|vertrouwen kwijt|geen vertrouwen|respectloos|onzin|waardeloos|teleurgesteld|vernederd|bedrogen|bedonderd|belazerd|pijn|huilen|nachtmerrie|haat|angry|upset|bad|unfair|nog steeds|probleem blijft|niet over uit`)

	// demands beside satisfaction are conditions in disguise.
	notDemand = rx(`(?:wens|wensen)(?: ik| wij| we)? (?:u|je|jullie|iedereen|allen|karin|de directeur)|wil (?:niet|geen|u|je|jullie|iedereen)?(?: \w+){0,4} (?:bedanken|danken|verder|doorgaan|laten weten|meer|afsluiten|sluiten|zeggen|complimenteren)|wil (?:niet|geen)|willen (?:niet|geen)`)
	demand    = rx(`(?:ik|wij|we) (?:wil|willen|verwacht|verwachten|eis|eisen|moet|moeten|wens|wensen|sta op|reken op)|(?:wil|willen|verwacht|eis|wens) (?:ik|wij|we)|(?:u|jullie|hij|zij|ze|de directeur|sanne) (?:moet|moeten|dient|dienen|zal|zullen)|moet nog|moeten nog|graag nog|nog wel|wel nog|nog graag|ontbreekt|mis ik|mis nog|still (?:want|need|expect)|i (?:want|expect|need|demand)`)

	// thanksOnly are words that are no answer.
	thanksOnly = set(`help bemiddelen meedenken luisteren inzet zorg aandacht bedankt dank u wel je jullie voor uw de het mail bericht brief antwoord reactie moeite snelle oke goed prima hartelijk hartelijke veel alvast ontvangen gelezen fijn top mooi ik heb is in orde ontvangst thanks thank you for your message very much hoor super lief vriendelijk bericht gedaan tijd hulp en dat is begrepen duidelijk helder genoteerd akkoordje nog een fijne dag avond weekend prettig prettige
 groet groeten groetjes mvg tot ziens allen sterkte succes doei doeg hoi later houdoe ciao complimenten compliment alle goeds verder allemaal vriendelijke gr liefs mevrouw meneer`)
)

// Emoji that answer a yes or no, and emoji that make words doubtful.
const (
	yesEmoji  = "👍👌✅✔☑🆗"
	noEmoji   = "👎❌✖🚫🙅"
	sourEmoji = "🙄😂🤣😡🤬😠😤😒😏🤡👏🤮🤢😭😢😞😔💀🖕🤦🤷😑🤔😬🥱🙃"
)
