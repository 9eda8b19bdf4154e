package answer

// signal is what one clause says on the things an answer can be about.
type signal string

const (
	sigContent  signal = "tevreden"
	sigNot      signal = "niet tevreden"
	sigCommit   signal = "commissie"
	sigNoCommit signal = "geen commissie"
	sigDraw     signal = "intrekken"
	sigNoDraw   signal = "niet intrekken"
	sigReopen   signal = "heropenen"
	sigStop     signal = "stoppen"
)

// filler are words that may stand in any answer without changing it. A word that
// is neither filler nor in the vocabulary of the signal makes the clause one that
// is not fully understood: it then helps the secretary, and nothing is done.
var filler = set(`ik wij we mij me ons mijn onze het dit dat er hier daar deze die de een en zelf u uw jullie jou net reeds zojuist gisteren vanmorgen vanmiddag tevens daarnaast overigens trouwens namelijk immers natuurlijk uiteraard vanzelfsprekend oprecht eerlijk bovendien kortom persoonlijk simpelweg eenvoudigweg duidelijk kort slot
 ben zijn is ga gaan gaat kan kunnen mag wil willen vind vinden heb hebben word wordt zou
 nu dan dus ook wel toch hoor zo heel erg zeer echt helemaal volledig volkomen absoluut best gewoon inmiddels uiteindelijk alsnog verder definitief officieel zeker ronduit enorm ontzettend super uitermate meer
 graag hierbij hiermee daarmee ermee hierover daarover daaruit hieruit hierin daarin mee bij deze via nader inzien hiervoor daarvoor ermede bijdeze bijdezen middels
 dank bedankt dankbaar hartelijk alvast vriendelijk beste geachte alstublieft ja oke prima mooi fijn goed top netjes keurig perfect gelukkig zeg nou dag hallo hoi mevrouw meneer heer karin
 met over van voor aan in op door om te dat als naar na betreft wat kant mijnerzijds onzerzijds even maar al alle alles inderdaad vandaag eens allemaal heren dames commissie klachtencommissie vanaf per direct jongens
 i am we the a an my our is it this that with of to for and very now please thank thanks you your would like hereby want have all fully quite really so fine good yes completely on in be can`)

// core is a pattern that carries a signal, with the words that may not stand
// beside it.
type core struct {
	re     *pattern
	unless *pattern
	// negated cores hold a negation of their own that denies nothing more: "geen
	// klachten meer".
	negated bool
	// words are the company this core may have, nil for contentWords. A core that is
	// itself an everyday word ("het is goed") may have little.
	words map[string]bool
	// idiom says enough by itself, whatever it stands beside.
	idiom bool
}

// notYet beside a participle makes it a wish or a plan, not a state.
var notYet = rx(`wordt|worden|kan|kunnen|zal|zullen|gaat|gaan|moet|moeten|hoop|hopelijk|will|should|must|can|could|wil|willen`)

var (
	// contentCores say that the matter is settled for the writer.
	contentCores = []core{
		{rx(`tevreden|tevredengesteld|naar (?:volle |ieders |mijn |onze )?tevredenheid|akkoord|content|satisfied|agreed`), rx(`hoe tevreden|wil tevreden|moet tevreden`), false, nil, false},
		{rx(`(?:ben|zijn)(?: ik| wij| we)? het(?: \w+){0,3} eens|(?:mee|het|hiermee|daarmee|ermee) (?:er |hier |daar |helemaal |volledig |volkomen |wel |ook |mee |ermee |hiermee |daarmee |nu |met (?:het|de|uw|dit|deze|dat) (?:\w+ )?){0,4}(?:mee |ermee )?eens|eens met (?:het|de|uw|dit|deze)|agree(?: with| to)?`), nil, false, nil, false},
		{rx(`(?:blij|gelukkig|happy|pleased|verheugd) (?:met|over|dat|hoe|with|about)|(?:daar|hier|er) (?:ben|zijn) (?:ik|wij|we)(?: \w+){0,3} blij (?:mee|over)|blij mee`), nil, false, nil, false},
		{rx(`opgelost|afgehandeld|afgedaan|afgerond|afgesloten|uitgepraat|uitgesproken|bijgelegd|rechtgezet|goedgemaakt|geregeld|resolved|settled|solved|verholpen|hersteld|uit de wereld|in orde|van de baan|in kannen en kruiken`), notYet, false, nil, false},
		{rx(`(?:is|ben|zijn|daarmee|hiermee|voor mij|voor ons)(?: \w+){0,6} (?:klaar|rond|geschikt|voorbij)|(?:klaar|rond|voorbij)(?: \w+){0,3} (?:voor mij|is het|zijn we)`), rx(notYet.String() + `|met (?:\w+ ){1,4}(?:ben|zijn) (?:ik|wij|we)\b.*klaar|klaar (?:mee|met|om|voor (?:het|de|een|onze|mijn|ons))|nooit klaar|wanneer`), false, nil, false},
		{rx(`lost (?:het|dit|mijn klacht|alles|de klacht|mijn probleem|de zaak)(?: \w+){0,4} op|lost (?:dit|het) op|solves (?:it|this|my complaint|the problem)`), nil, false, nil, false},
		{rx(`(?:dossier|klacht|zaak|boek|kwestie|procedure|case|complaint|file|hoofdstuk)\b.*\b(?:dicht|sluiten|gesloten|afsluiten|afronden|afgesloten|gearchiveerd|archiveren|toe|closed|close|dichtdoen)|(?:sluiten|sluit|afsluiten|rond|afronden|close|sluit u|doe)\b.*\b(?:dossier|zaak|boek|kwestie|procedure|case|complaint|file|dit|dicht|het|af)|(?:kunnen|kunt|mag|mogen|kan) (?:we |u |wij |jullie )?(?:dit|het|dat|hem) (?:wat mij betreft |dan |nu |zo |dus )*(?:afsluiten|sluiten|afronden|archiveren)`), rx(`nog steeds|wanneer|waarom|nog|commissie toe`), false, nil, false},
		{re: rx(`leven met (?:het|de|deze|dit|uw)|(?:mee|ermee|hiermee|daarmee|hier|daar)\b.*\bleven|kan\b.*\bmee leven`), words: union(filler, contentWords, set(`leven`))},
		{rx(`kous(?: \w+){0,4} af|zand erover|zand er over|(?:een )?(?:streep|punt)(?: \w+){0,3} (?:eronder|erachter|achter|onder)|vrede mee|vrede met|kan (?:ik|wij|me|we)(?: \w+){0,4} (?:mee leven|leven met)|(?:mee|ermee|hiermee|daarmee)(?: \w+){0,3} leven|leven met (?:het|de|deze|dit|uw)|can live with|lucht geklaard|lucht (?:is )?geklaard|eind goed al goed|schone lei`), mustBe(`^(?:\w+ )?zand (?:erover|er over)(?: dan)?(?: maar)?$`), false, nil, false},
		{rx(`(?:me|mij|ons)(?: \w+){0,5} vinden(?: in)?|vind (?:me|mij)(?: \w+){0,2} in|vinden in (?:het|de|dit|deze|uw)`), nil, false, nil, false},
		{rx(`(?:neem|nemen|nam)(?: \w+){0,5} genoegen|genoegen (?:met|mee|nemen)|(?:stem|stemmen)(?: \w+){0,7} in|instem\w*|ingestemd|in te stemmen`), nil, false, nil, false},
		{rx(`(?:accepteer|accepteren|aanvaard|aanvaarden|geaccepteerd|accept)|(?:neem|nemen) (?:het|dit|uw|de|deze|zijn|haar) (?:voorstel|aanbod|excuses|oplossing|excuus|verontschuldigingen)(?: \w+){0,3} aan`), notYetAccept, false, nil, false},
		{rx(`(?:we|wij) zijn (?:er )?(?:samen |met elkaar |goed )*(?:eruit|uit|uitgekomen)|(?:zo|hiermee|daarmee|nu) ben ik (?:goed |prima )?geholpen|te spreken over|(?:dat|dit|het) is (?:nu |zo |wel )*voor (?:mij|ons) (?:nu |zo |wel )*(?:genoeg|voldoende|afdoende)|(?:fine|ok|okay|oke|good) with`), nil, false, nil, false},
		{rx(`(?:voorstel|oplossing|antwoord|aanbod|regeling|afspraak|besluit|uitkomst|resultaat)\b.*\b(?:is|vind|vinden|klinkt|zijn)\b.*\b(?:goed|prima|akkoord|oke|mooi|fijn|acceptabel|netjes|good|fine)|vind(?:en)?\b.*\b(?:voorstel|oplossing|antwoord|aanbod|regeling|afspraak|besluit|uitkomst|resultaat|zo)\b.*\b(?:goed|prima|oke|mooi|fijn|acceptabel|netjes)`), rx(`gesprek|best wel|op zich`), false, nil, false},
		{rx(`geen bezwaar(?: meer)? tegen|geen problemen? meer(?: mee| met)?|(?:niets|niks) (?:meer )?(?:te klagen|te wensen over|op aan te merken)`), nil, true, nil, false},
		{rx(`goed ?gekomen|(?:oke|prima|goed|akkoord|fine|ok|okay) voor (?:mij|ons)|(?:onderschrijf|steun)|ga(?:an)?\b.*\bmee (?:met|in)|vergeven en vergeten`), rx(`niet|kan|moet`), false, nil, false},
		{rx(`geen (?:enkele )?(?:klacht|klachten|bezwaar|bezwaren) meer|geen reden (?:meer )?(?:om te klagen|tot klagen|voor een klacht)(?: meer)?|niets meer te klagen|no (?:more|further) complaints?`), nil, true, nil, false},
		{re: rx(`(?:het|dit|dat|alles|zo) (?:is|vind ik|vinden wij|vinden we|was)(?: voor mij| voor ons| wat mij betreft| zo| nu| dan| helemaal| weer| wel)* (?:goed|prima|oke|in orde|fine|good|akkoord)(?: zo| nu| voor mij| geregeld| afgehandeld| met mij)?|(?:is|was|vind|vinden) (?:het |dit |dat |alles )?(?:voor mij |zo |nu |wel )*(?:goed|prima|oke) zo|is (?:het|dit|dat|alles)(?: voor mij| voor ons| wat mij betreft| zo| nu| dan| hiermee| daarmee| weer| wel)* (?:goed|prima|oke|in orde)|goede oplossing|prima oplossing|mooie oplossing|fijne oplossing|nette oplossing|naar wens|good solution|fine (?:with|by) me`), unless: rx(`goed (?:dat|om|als|plan|idee|te)|heel wat|zo goed als|zo goed mogelijk`), words: plainCompany},
	}
	plainCompany = set(`gevonden bereikt gekomen wij we vinden ons er ik vond blijkt van directeur en het dit dat is vind ik was voor mij ons wat betreft zo nu dan weer wel goed prima oke in orde fine good by with me geregeld afgehandeld opgelost oplossing goede mooie fijne nette naar wens solution akkoord hoor ja dank u bedankt echt helemaal deze de een uw voorstel top alles klacht zaak mijn heel erg zeer gewoon`)
	notYetAccept = rx(`accepteer(?:en)? (?:wel |niet |het |ook )?dat|moet accepteren|moeten accepteren|wil accepteren|kan accepteren|zal|zou|gedwongen`)

	// contentWords are what satisfaction here is about, and its company.
	contentWords = union(set(`100 procent voorstelt voorgesteld bevalt vrede lucht geklaard schone lei verholpen hersteld afgedaan rechtgezet goedgemaakt spreken geholpen eruit uitgekomen uit samen elkaar probleem teken getekend acceptabel maakten hebben klinkt tegen bezwaar opgelucht hij tevreden akkoord onderschrijf steun gekomen goedgekomen vergeven vergeten wensen merken klagen problemen toe oplossing oplossingen opgelost voorstel antwoord uitkomst afhandeling reactie besluit beslissing resultaat excuses excuus verontschuldigingen brief directeur directrice bestuur regeling aanbod afspraak afspraken plan uitleg toelichting
 manier wijze waarop hoe gang zaken zaak klacht klachten dossier kwestie procedure geschil probleem behandeling werkwijze aanpak afwikkeling verloop
 afgehandeld geregeld afgerond afgesloten gegaan behandeld verlopen aangepakt gelopen besproken uitgepraat uitgesproken gedaan gesproken sluiten gesloten dicht afsluiten heeft hebt mogen worden werd geworden
 goede mooie prima nette fijne gekomen gegeven gekregen gemaakt gesprek gesprekken bemiddeling naar tevredenheid wens genoegen eens blij gelukkig vinden akkoordverklaring verklaar bevestig laat weten meld deel mede meedelen bericht bijgelegd
 accepteer accepteren aanvaard geaccepteerd stem instemmen neem nemen boek kous af zand erover streep eronder eind al nieuwe uit deel wereld
 kunt geheel volle geheel alles einde hoofdstuk klaar rond orde beste kwestie tot staat achter sta zaken uitgevoerd uitwerking
 solution outcome proposal answer result case file complaint resolved settled accept agree satisfied happy closed close way handled decision apology happy pleased director letter response offer from was has been by about may zoals genoeg voldoende afdoende precies volmondig unaniem tekst ontvangen gelezen doorgelezen overwogen nagedacht rustig gehele geheel uitgebreid heldere duidelijke eerlijke redelijke passende nette goede mijns inziens overigens`), verbs(`afhandelen oplossen regelen afronden afsluiten sluiten behandelen aanpakken bespreken uitpraten uitspreken bijleggen rechtzetten herstellen verhelpen accepteren aanvaarden instemmen archiveren afdoen lezen bevestigen laten weten melden meedelen waarderen vinden nadenken`))

	// drawCores withdraw the complaint.
	drawCores = []core{
		{rx(`trek(?:ken)?\b.*\b(?:klacht|klachten|bezwaar|hem|haar|deze|die|alles|zaak|melding|dossier|formulier)\b.*\bin|(?:klacht|klachten|hem|die|deze|melding|alles|zaak)\b.*\b(?:trek|trekken) (?:ik|wij|we)\b.*\bin`), rx(`in (?:twijfel|elkaar|het|de)`), false, nil, false},
		{rx(`(?:klacht|klachten|die|deze|hem|melding|zaak|alles|haar)\b.*\b(?:intrekken|intrek|intrekt|in te trekken|ingetrokken|in trekken|terughalen)|(?:intrekken|in te trekken|ingetrokken|intrekking|in trekken)\b.*\b(?:klacht|klachten|melding|zaak)`), rx(`(?:weer|opnieuw|alsnog|toch) (?:indienen|in te dienen|doorzetten|openen)`), false, nil, false},
		{mustBe(`^(?:graag |alstublieft |ik wil |wil |gewoon |ja )*intrekken(?: graag| alstublieft| bedankt| dank| maar)*$`), nil, false, nil, false},
		{rx(`(?:zie|zien|zag)\b.*\baf van (?:mijn |de |verdere |een |deze |behandeling |verder |onze )*(?:klacht|klachten|stappen|behandeling|procedure|klachtenprocedure|klachtprocedure|onderzoek)|(?:afzien|af te zien) van (?:mijn |de |verdere |verder |deze )*(?:klacht|behandeling|procedure|klachtenprocedure|klachtprocedure)|(?:van (?:mijn |de |verdere |deze )*(?:klacht|behandeling|procedure|klachtenprocedure)) (?:afzien|zie ik af|af te zien)|klacht\b.*\b(?:terugtrekken|terug te trekken|teruggetrokken)|trek(?:ken)? (?:ik |wij |hierbij |graag )*(?:mijn|de|onze|deze) klacht\b.*\bterug`), nil, false, nil, false},
		{rx(`(?:zet|zetten)\b.*\bklacht\b.*\bniet (?:meer |verder |langer )*door|klacht\b.*\bniet (?:meer |verder |langer )*(?:doorzetten|door te zetten|voortzetten|voort te zetten|doorgaan)|niet (?:meer |verder )*(?:doorgaan|door te gaan|verder gaan|verder te gaan|te gaan|gaan|verder|door) met (?:mijn |de |deze )*(?:klacht|klachtenprocedure|procedure|zaak)`), nil, true, nil, false},
		{rx(`(?:laat|laten)\b.*\b(?:klacht|zaak)\b.*\bvallen|(?:klacht|zaak) (?:laten vallen|laat ik vallen|te laten vallen)|(?:klacht|hiermee|daarmee)\b.*\b(?:vervalt|vervallen)\b.*|vervalt\b.*\bklacht`), rx(`wanneer|termijn`), false, nil, false},
		{rx(`(?:geen|niet langer een|niet meer een) (?:officiele |formele )?klacht (?:meer )?(?:van|over|hiervan|hierover) ?(?:te )?maken|geen (?:officiele |formele )?klacht (?:meer|langer|verder) (?:te )?(?:hebben|indienen|in te dienen|doorzetten)|er\b.*\bgeen klacht\b.*\bvan maken`), nil, true, nil, false},
		{rx(`(?:stop|stoppen|stopt|beeindig|beeindigen|beeindigd|annuleer|annuleren|schrap|schrappen|cancel|beeindiging)\b.*\b(?:klacht|klachtenprocedure|klachtprocedure|procedure|behandeling|complaint)|(?:klacht|klachtenprocedure|procedure) (?:stoppen|stopzetten|stop te zetten|beeindigen|te beeindigen|annuleren|schrappen|te stoppen|worden beeindigd|worden gestopt)`), rx(`niet`), false, nil, false},
		{rx(`(?:hoeft|hoeven|behoeft)\b.*\bklacht\b.*\bniet (?:meer |verder |langer )*(?:in |te )*(?:behandel\w*|onderzoek\w*|behandeling|behandeld)|klacht (?:hoeft|hoeven) niet (?:meer |verder |langer )*(?:te worden |in )?(?:behandel\w*|onderzocht|behandeling)(?: worden| te worden| te nemen)?`), nil, true, nil, false},
		{rx(`geen (?:verdere|verder) (?:behandeling|onderzoek|stappen)\b.*\b(?:klacht|zaak)|niet mee (?:door|doorgaan|verder)|zie er van af|zie ervan af`), nil, true, nil, false},
		{rx(`streep\b.*\bdoor\b.*\bklacht|(?:schrap|annuleer)\b.*\bklacht|(?:haal|gooi|trek)\b.*\bklacht\b.*\b(?:weg|terug)|afstand\b.*\b(?:van|klacht)\b.*\bklacht|afstand van (?:mijn|de|deze) klacht`), rx(`waarom|niet|gegevens`), false, nil, false},
		{rx(`withdraw(?:ing|n)?\b.*\b(?:complaint|it|case)|(?:complaint|case)\b.*\b(?:withdrawn|withdraw|cancel|drop)|(?:cancel|drop|dropping|stop) (?:my|the|this) (?:complaint|case)`), nil, false, nil, false},
		{rx(`no longer (?:wish|want) to (?:continue|pursue|proceed)`), nil, true, nil, false},
	}
	drawWords = union(set(`doe afstand stappen gaan intrekt streep zet haal gooi weg verwijder schrap stappen ervan mee door verder afstand terugtrekken teruggetrokken terug indienen klacht klachten bezwaar zaak melding trek trekken intrekken in ingetrokken intrek intrekking vervalt vervallen vallen laat laten stop stoppen beeindig beeindigen annuleer annuleren procedure klachtenprocedure klachtprocedure behandeling onderzoek verdere zie zien af afzien
 worden beschouwen beschouw besloten besluit verzoek vraag wens wensen hem haar die kunt kan zet doorzetten door maken hoeft hoeven niet geen behandelen onmiddellijk onmiddellijke ingang ingediende ingediend eerder eerdere dossier hiervan daarvan geheel gehele volledige meteen bericht laten weten
 formulier klachtformulier schriftelijk datum deel mede meld bevestig zoals besproken afgesproken telefonisch naam verklaar dezen alle gaan nummer kenmerk dat
 complaint withdraw withdrawn case cancel drop dropping no longer continue pursue proceed wish stop zoals besproken toch maar dezer`), verbs(`intrekken doorzetten voortzetten beeindigen annuleren stopzetten behandelen onderzoeken indienen besluiten verzoeken wensen beschouwen laten weten melden bevestigen meedelen terugtrekken schrappen afzien stoppen vervallen`))

	// commitCores name the committee or its ruling.
	commitCores = []core{
		{rx(`(?:klachten)?commissie|(?:complaints? )?committee`), nil, false, nil, false},
	}
	// commitWish is what makes a mention a wish.
	commitWish = rx(`wordt de|iets voor de|nu (?:is )?(?:de )?(?:klachten)?commissie|tijd om|kan|komt|wou|verlang|give|zie|verkies|speel|reken|tijd voor|should|gaat|dient|worden|voorkeur|forward|pass|bring|take|refer|submit|let|stuurt|opteer|voorgelegd|gooi|buigen|buigt|kijkt|verzoekt|hoort|verdient|wil|willen|wens|wensen|graag|kies|kiezen|keuze|gekozen|verzoek|verzoeken|vraag|stuur|sturen|doorsturen|leg|leggen|voorleggen|voor te leggen|zet|doorzetten|breng|brengen|geef|geven|laat|laten|doe|ga|gaan|inschakelen|schakel|besloten|gebruik|liever|wel|moet|moeten|maar|dan|eis|prefer|want|would|please|send|choose|go|roep|wend|mag|ja|hoop|neem|stap|dien|verwijs|toch|dus|request`)
	// commitElse are other things people do with a committee.
	commitElse  = rx(`wil ik (?:nog |wel )?(?:eens )?zien|kan het bekijken|voor wat het is|links liggen|erbuiten|met rust|kan (?:me|mij) (?:wat|nog meer|gestolen)|dank|groet|groeten|maandag|dinsdag|woensdag|donderdag|vrijdag|vakantie|uur|bedank\w*|bedanken|weten|vragen|heb|hebben|heeft|een vraag|vraag (?:over|aan|voor)|vragen (?:over|aan|voor)|klacht over (?:de|uw|jullie)|klagen over|contact|spreken|bellen|mailen|gebeld|gesproken|laten weten|laat (?:\w+ )?de keuze|keuze (?:aan|over)|over de (?:klachten)?commissie|lid|leden|wie|vertrouwen|ik mag|ik kan|iemand van|advies|informatie|info|adres|nummer|later|straks|morgen|volgend|volgende|uitleg|meedenken|wachten|wacht|was|waren|vond`)
	commitWords = union(set(`hogerop halen zoeken ervoor tegen toe decide rule hear handle consider cie commissie klachtencommissie klacht klachten zaak dossier het deze die voorleggen leggen leg voor stuur sturen stuurt door doorsturen doorzetten doorgestuurd doorgeven doorgezet doorverwijzen zet zetten breng brengen gebracht geef geven laat laten behandelen behandeling behandeld kijken kijkt bekijken bekijkt beoordelen beoordeelt oordelen oordeel oordeelt
 uitspraak uitspreken beslissen beslist beslissing besluit inschakelen schakel kies kiezen keuze gekozen gaan stappen stap verzoek verzoeken vraag wens wensen recht gebruik maak maken besloten onafhankelijke wend wenden beroep optie mogelijkheid moet moeten doe doen dien indienen liever eis neem nemen onderzoeken onderzoekt
 ernaar hiernaar daarnaar naartoe ermee terecht overlaten overgelaten uiteindelijk naar bij aan eerste mag dient gelegd voorgelegd voorgelegde hele gehele volledige laten zien maar er uit roep verwijs onderzoek onderzocht verder kom komen hoeft niet zien tekst bent geval ieder
 tevreden ontevreden akkoord directeur weer gewoon advies zoals vermeld vanwege jullie uw eindoordeel voorleg besloten over hierover ook
 committee complaint complaints send look at go choose request forward take pass bring put before refer case decide judge would review decision gebruikmaken gekozen besloten overgedragen onpartijdige externe gelegd uitgesproken optie antwoord keus 1 een`), verbs(`voorleggen doorsturen doorzetten doorgeven doorverwijzen neerleggen brengen geven laten behandelen bekijken kijken beoordelen oordelen beslissen inschakelen kiezen gaan stappen verzoeken vragen wensen wenden indienen onderzoeken overdragen overleggen verwijzen zien gebruiken maken toetsen bezien besluiten opsturen sturen verder willen uitspreken aankaarten`))

	// weakCommit point at the committee without naming it.
	weakCommit = rx(`volgende stap|hoorzitting|in beroep|hoger beroep|beroep (?:gaan|instellen|aan)|onafhankelijk\w*|leg(?: het)? maar voor|stuur(?: het)? maar door|escaleren|hogerop|derde partij|buitenstaander|second opinion|appeal|independent`)
	weakDraw   = rx(`(?:trek|trekken) (?:ik |wij |we )?(?:mijn|de|deze|onze|die) klacht|(?:trek|trekken|trok)\b.*\b(?:in|terug)|intrekken|in te trekken|ingetrokken|intrek|terugtrekken|terug te trekken|withdraw\w*`)

	// notCores say dissatisfaction by themselves.
	notCores = []core{
		{rx(`ontevreden|dissatisfied|unhappy|unsatisfied|verre van (?:tevreden|opgelost|blij|goed|klaar|ideaal|akkoord)|allesbehalve (?:tevreden|blij|opgelost|goed|klaar|akkoord|een oplossing|netjes|een goede oplossing)|allerminst tevreden|geenszins tevreden|ontevredenheid|onvrede`), nil, false, nil, false},
		{rx(`onvoldoende|onacceptabel|onaanvaardbaar|waardeloos|waardeloze|belachelijk\w*|schandalig\w*|een lachertje|lachertje|aanfluiting|doekje voor het bloeden|sigaar uit eigen doos|schijnoplossing|lapmiddel|zoethoudertje|fopspeen|dooddoener|niemendal|onzin|nonsens|flauwekul|kul|gelul|bullshit|lulkoek|larie|prutswerk|kletskoek|unacceptable|useless|ridiculous|beneden peil|ondermaats|onder de maat|bedroevend|triest antwoord|mager antwoord|veel te weinig|te weinig|te mager|te kort door de bocht|stap terug|ronduit slecht|slechte oplossing|slecht (?:voorstel|antwoord|opgelost|afgehandeld)|om te huilen|klap in (?:mijn|het) gezicht|in de kou|kastje naar de muur|slag in het gezicht|veel te laat|mosterd na de maaltijd|droevig`), nil, false, nil, false},
		{rx(`(?:slap|slappe|slecht|slechte|mager|mageren?|magere|waardeloze?|vaag|vage|kil|kille|koud|koude|laf|laffe|zwak|zwakke|nietszeggend|nietszeggende|halfslachtig|halfslachtige|armzalig|armzalige|beledigend|beledigende|oneerlijk|oneerlijke|onvolledig|onvolledige|belachelijke?|idioot|idiote|bespottelijk|bespottelijke|standaard|stom|stomme|dom|domme|raar|rare|flauwe|flauw|onzinnig|onzinnige|triest|trieste|bedroevende?|onbevredigend\w*|onterecht|onterechte) (?:voorstel|antwoord|oplossing|reactie|brief|verhaal|besluit|aanbod|uitkomst|excuus|excuses)|(?:voorstel|antwoord|oplossing|reactie|besluit|aanbod|uitkomst)\b.*\b(?:is|vind ik|klinkt|voelt)\b.*\b(?:slap|slecht|mager|waardeloos|vaag|kil|laf|zwak|nietszeggend|halfslachtig|armzalig|beledigend|oneerlijk|onvolledig|belachelijk|bespottelijk|stom|dom|flauw|onzinnig|triest|bedroevend|onbevredigend|onterecht|beneden alle peil)`), nil, false, nil, false},
		{rx(`teleurgesteld|teleurstellend\w*|stelt\b.*\bteleur|tegenvall\w*|valt\b.*\btegen|disappointed|disappointing|baal|verbolgen|verontwaardigd|woedend|boos over (?:dit|het|uw|de)|(?:ben|blijf) (?:ik )?(?:\w+ ){0,4}(?:boos|kwaad|woedend|gekwetst)`), nil, false, nil, false},
		{rx(`wijs\b.*\baf|afwijzen|verwerp|verwerpen|weiger|reject|pas ervoor|bedank voor (?:de eer|het voorstel|dit voorstel)|afgewezen|val ik niet voor|trap (?:ik )?(?:er )?niet in|pik (?:ik|dit|het)(?: \w+){0,2} niet|laat (?:ik|het|dit)(?: \w+){0,3} niet bij|hier blijft het niet bij|neem\b.*\bgeen genoegen`), nil, false, nil, false},
		{rx(`om de (?:hete )?brij|eromheen|draait\b.*\bomheen|er ?omheen|ontwijk\w*|met een kluitje|afgescheept|aan het lijntje|niet serieus|niet gehoord|onbegrepen|niet begrepen|(?:gaat|ging|gaan) (?:\w+ ){0,3}niet in op|niet ingegaan op|niet beantwoord|(?:gaat|ging) (?:\w+ )?niet over mijn|niet op ingegaan|meer verwacht|meer (?:van )?verwacht|geen antwoord|(?:dit|antwoord|voorstel|brief|excuus|excuses)(?: \w+){0,2} (?:zegt|doet|zeggen|doen) (?:mij|me|ons)(?: \w+){0,2} niets|heen gedraaid|ga(?:an)? (?:ik |wij )?niet in op|geen vrede mee|mooie praatjes|loze (?:woorden|beloften|beloftes)|lippendienst|woorden geen daden|excuus van niets|zo lek als|rammelt|gemakkelijk(?:e)? weg`), rx(`nog (?:steeds |altijd )?geen (?:antwoord|reactie|bericht)|(?:heb|hebben|kreeg|krijg)(?: \w+){0,3} geen antwoord$`), false, nil, true},
		{rx(`schiet(?:en)?\b.*\b(?:niets|geen|niemand|weinig)\b.*\bop|(?:niets|weinig) (?:mee opgeschoten|van waar|nieuws|opgelost|veranderd)|(?:heb|kan|koop) (?:ik|wij|we)(?: \w+){0,3} (?:niets|weinig)(?: aan| mee| voor)|kan (?:ik|wij|we)(?: hier| daar| er)? niets mee|(?:voorstel|antwoord|oplossing|dit|hier|aanbod|besluit|reactie)\b.*\b(?:vind|is|vinden)(?: \w+){0,3} niets|niets waard|begrijpt\b.*\bniets|snapt\b.*\bniets|(?:verandert|veranderd|verandering|verbetert|verbeterd|lost|helpt|gebeurt|gebeurd|gedaan|koop)\b.*\bniets|niets (?:verandert|veranderd|verbeterd|gebeurd|opgelost|gedaan|mee gedaan|mee)|klopt\b.*\b(?:niets|geen (?:bal|hout|snars))|slaat\b.*\b(?:nergens|als een tang)|raakt kant noch wal|kant noch wal|gaat nergens over|zet geen zoden|schieten\b.*\b(?:niets)\b.*\bop|nergens op`), nil, false, nil, false},
		{rx(`niet (?:genoeg|voldoende|goed genoeg|acceptabel|aanvaardbaar|eerlijk|wat ik|waar ik om|zo maar|de bedoeling|op mijn vraag)|geen (?:sprake|tevredenheid|goed gevoel|fijn gevoel|antwoord|oplossing|goede oplossing|echte oplossing|goed voorstel|voorstel|serieus antwoord|echt antwoord|recht|stap verder|genoegdoening|zier|excuus|excuses)|(?:does|do|did) not (?:solve|help|fix|change)|not (?:at all |really |very |still )*(?:happy|satisfied|pleased|convinced)|not (?:enough|acceptable|a solution|good enough)`), rx(`ontvangen|gekregen|gehad|binnen|zit|bijlage|bijgevoegd|bij de mail|nog geen (?:antwoord|voorstel|reactie|brief)|geen antwoord (?:van|op mijn mail)`), false, nil, false},
		{rx(`(?:niet|nooit|nauwelijks|niemand)(?: \w+){0,3} (?:geluisterd|gehoord|begrepen|serieus|erkend|opgepakt|ingegaan|rechtgezet|hersteld|gelukt|geholpen|veranderd|verbeterd|overtuigd)|(?:dit|dat|zo|hier|daar|dit voorstel) (?:neem|wil|slik|pik|accepteer|geloof) (?:ik|wij|we)(?: \w+){0,2} niet|wat ik (?:niet|nooit) (?:wil|wilde|wou|vroeg)|geen (?:\w+ )?(?:bevredigend|serieus|goed|echt|fatsoenlijk|eerlijk|duidelijk|passend|redelijk|zinnig|volwaardig)\w* (?:antwoord|voorstel|oplossing|reactie|aanbod|gebaar|besluit)|disagree\w*|do not agree|niet (?:goed|netjes|prima|naar wens|juist|in orde|correct|fatsoenlijk)(?: \w+)? (?:opgelost|afgehandeld|geregeld|behandeld)|(?:antwoord|voorstel|oplossing|reactie|besluit)\b(?: \w+){0,5} (?:is|vind|vinden|klopt|bevalt|helpt|lost|voldoet|deugt|werkt|past|overtuigt|geeft|gaat|doet|raakt|biedt|voelt|brengt|volstaat|bevredigt|kan|accepteer|aanvaard|wil|lijkt|acht)\b(?: \w+){0,5} (?:niet|geen|nergens)\b.*|(?:lang|nog|nog lang|bij lange na) niet (?:klaar|opgelost|goed|afgedaan|rond|voorbij|de kous af|af)|niet klaar|word(?:en)? (?:ik|wij)(?: \w+){0,3} niet (?:blij|vrolijk|beter|gelukkig|wijzer) van|los(?:t|sen)?\b.*\bniet\b.*\bop|niet (?:bevredigend|acceptabel|juist|naar mijn zin|overtuigd|overtuigend|redelijk|rechtvaardig|naar tevredenheid)|ben (?:ik|er)?(?: \w+){0,3} niet van overtuigd|(?:zit|zat)(?: \w+){0,4} niet lekker|(?:zo|dit|het) (?:kan|mag|gaat|hoort|moet) (?:zo |echt |toch )*niet|helpt (?:mij|me|ons)(?: \w+){0,2} niet`), rx(`voorstel(?:t)? is(?: \w+){0,2} niet (?:aangekomen|meegestuurd|bijgevoegd|ondertekend|gelezen|duidelijk)|zien|gezien|gelukt (?:om )?te|te bellen|over (?:mij|ons|mijn)|goed met|slecht met|ontvangen|gekregen|gelezen|gevonden|begrijp|snap|openen|open|zien|bijlage|duidelijk|weten|aangekomen|binnen|gezien|kwijt|verstuurd|gestuurd|gehad|bekend|lezen|vinden|bereikt|hoef|hoeft|moeilijk|nodig|niet alleen|slecht|erg`), false, nil, false},
	}

	reopenCores = []core{
		{rx(`(?:weer|opnieuw)(?: \w+){0,2} (?:geopend|behandeld|opgepakt|in behandeling)|open (?:mijn |de |hem |het |deze )*(?:klacht |zaak |dossier )*(?:weer|opnieuw)|heropen\w*|(?:weer|opnieuw|terug) (?:te )?(?:openen|open|openmaken|oppakken|opstarten|in behandeling)|reopen|(?:niet|nog niet) (?:sluiten|afsluiten|gesloten|dicht|afgesloten|klaar|afgerond)|ten onrechte (?:gesloten|afgesloten)|onterecht (?:gesloten|afgesloten)|open (?:te )?(?:houden|blijven|laten)|moet open blijven`), nil, false, nil, false},
		{rx(`(?:(?:dat|dit|het|er|dit bericht|deze mail|deze brief) )?klopt (?:\w+ ){0,2}niet|is niet (?:juist|waar|correct|zo)|is onjuist|niet juist|not (?:correct|right|true)|vergissing|misverstand|bezwaar tegen (?:de |het )?(?:sluiting|sluiten|afsluiten)`), nil, false, nil, false},
	}
	stopCores = []core{
		{rx(`stop(?:pen)? er(?: \w+)? mee|stoppen|stop|stop ermee|er mee stoppen|ermee stoppen|beeindigen|hou ermee op|houd ermee op|ophouden`), rx(`even|vandaag|vanavond|tijdelijk|voorlopig|een week|een weekje|een maand|pauze`), false, nil, false},
	}
	stopWords = set(`ervoor om kiezen te zetten punt achter er mee maar laten we ons dan doe laat nee hoef stopt i want to would like beeindig naar liever stoppen stop ermee beeindigen hou houd op ophouden kies keuze voor optie tweede de procedure klacht dossier sluiten liever`)

	// negators turn a clause round.
	negator = mustBe(`\b(?:niet|geen|nooit|niets|nergens|niemand|zonder|noch|nauwelijks|amper|allesbehalve|geenszins|allerminst|evenmin|not|never|no|nothing|none|onmogelijk|verre van|minder|weiger)\b`)
)
