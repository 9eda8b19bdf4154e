package answer

import (
	"regexp"
	"slices"
)

// Kinds of phrasing that the first lexicon does not know: what a matter is called,
// how an answer is judged, and the turns of speech for being fobbed off, in the
// words of angry, elderly, formal, young and foreign writers.

// matterNouns are what an answer can be about.
const matterNouns = `voorstel|antwoord|oplossing|reactie|brief|brieven|besluit|aanbod|uitkomst|excuus|excuses|verhaal|afhandeling|regeling|uitleg|briefje|mail|mailtje|proposal|answer|solution|response|letter|offer`

// harsh are judgements of an answer. Denied they say something else.
const harsh = `ontoereikend|ondeugdelijk|onbegrijpelijk|ongeloofwaardig|ongeloofelijk slecht|ongepast|onbeschoft|onprofessioneel|onzorgvuldig|onpersoonlijk|onrechtvaardig|onredelijk|onbevredigend|onvoldoende|onacceptabel|onaanvaardbaar|onbehoorlijk|onbestaanbaar|onzinnig|onwaardig|oneerlijk|onvolledig|ondermaats|waardeloos|treurig|zielig|bizar|absurd|lachwekkend|neerbuigend|denigrerend|afstandelijk|oppervlakkig|eenzijdig|partijdig|nietszeggend|summier|pover|gebrekkig|magertjes|flauw|hol|flut|nep|prut|rommel|bagger|kut|klote|ruk|kak|shit|crap|bullshit|slecht|slap|zwak|mager|vaag|laf|kil|beledigend|kwetsend|schandalig|schandelijk|belachelijk|bespottelijk|verschrikkelijk|vreselijk|afschuwelijk|dramatisch|bedroevend|armzalig|armoedig|armoe|halfbakken|beschamend|beneden alle peil|beneden peil|onder de maat|onder elke maat|teleurstellend|unfair|terrible|awful|bad|poor|useless|insulting|rubbish|nonsense|ridiculous|unacceptable|weak`

var (
	// moreNot are judged like notCores, but a denial beside them makes them unsure.
	moreNot = []core{
		{re: rx(`(?:` + harsh + `)e? (?:` + matterNouns + `)|(?:` + matterNouns + `)\b(?: \w+){0,5} (?:is|vind ik|vinden wij|acht ik|blijft|noem ik|was|klinkt|voelt)(?: \w+){0,3} (?:` + harsh + `)|(?:dit|dat|het) (?:is|vind ik|vinden wij|acht ik|blijft|noem ik)(?: (?:echt|gewoon|heel|erg|zo|ronduit|dus|toch|wel|absoluut|totaal|volkomen|allemaal|een|nogal|best)){0,3} (?:` + harsh + `)|(?:acht|vind|noem) (?:ik|wij) (?:\w+ ){0,4}(?:` + harsh + `)|(?:flut|prut|kut|nep|wan|rot|waardeloos)(?:antwoord|voorstel|oplossing|brief|verhaal|excuus|reactie)|^(?:echt |ronduit |gewoon |absoluut |volstrekt |totaal |zwaar |zeer |heel |erg )*(?:` + harsh + `)$`)},
		{re: rx(`(?:wassen neus|kluitje in het riet|met een kluitje|onder het (?:vloer)?(?:tapijt|kleed)|onder de mat|in de doofpot|dweilen met de kraan|om de tuin geleid|met lege handen|in de maling|voor de gek|voor (?:schut|joker)|dode mus|zoethoud\w*|zoet gehouden|afgepoeierd|afgewimpeld|afgeserveerd|afgescheept|afschepen|weggewuifd|weggezet|voor spek en bonen|gloeiende plaat|een fooi|pleister op de wonde?|modderschuit|boter aan de galg|achter de wagen|wc eend|keurt(?: \w+){0,3} eigen vlees|eigen vlees keurt|twee maten|zand in de ogen|gebakken lucht|nieuwe zakken|voor de vaak|een farce|poppenkast|schijnvertoning|schijnoplossing|bezigheidstherapie|van het kastje|in de kou|klap in (?:mijn|het|ons) gezicht|een schijntje|een aanfluiting|een giller|mosterd na|lapmiddel\w*|standaard ?(?:brief|briefje|antwoord|praatje|verhaal|mail|zinnen|riedel)|kopieer en plak|knip en plak|geknipt en geplakt|copy paste|mooi weer|een dooddoener|van hetzelfde laken|met de hakken over|de plank(?: \w+){0,2} mis|mist(?: \w+){0,4} (?:het punt|de kern)|naast de kwestie|langs elkaar heen|de schuld(?: \w+){0,3} bij (?:mij|ons)|tegen een muur|tegen dovemansoren|dovemansoren|in de steek gelaten|aan mijn lot|niet thuis gegeven|brushed off|waste of time|a joke|een grap$)`)},
		{re: rx(`(?:niet|nooit|not) (?:echt |helemaal |precies |bepaald |at all )*(?:wat|what) (?:ik|wij|we|i)(?: \w+){0,4}(?: (?:verwacht|verwachtte|afgesproken|gevraagd|gehoopt|gewild|bedoel|bedoelde|zoek|zocht|nodig|wil|wilde|asked|want|wanted|expected|agreed|hoopte|vroeg))|(?:voldoet|volstaat|voldoen|overtuigt|overtuigen|bevalt|werkt|strookt|deugt|helpt|baat|bevredigt|troost|raakt)(?: \w+){0,5} (?:niet|geenszins|allerminst|nauwelijks|amper|van geen kant|voor geen meter)\b.*|(?:staat|zint) (?:mij|me|ons)(?: \w+){0,3} niet(?: \w+){0,2}(?: aan)?|komt? (?:\w+ ){0,3}(?:niet|geenszins|allerminst|nauwelijks|onvoldoende)(?: \w+){0,2} tegemoet\b.*|(?:niet|geenszins|allerminst|nauwelijks|amper|onvoldoende|weinig|niets) (?:\w+ ){0,2}(?:geholpen|gediend|gebaat|mee gebaat|wijzer|tegemoet|tegemoetgekomen|gelukkig|ingenomen|te spreken|gecharmeerd|onder de indruk|gerustgesteld|impressed)\b.*|(?:kom|komen) (?:ik|wij|we)(?: hier| daar| er| zo| mee| echt)* (?:nergens|geen stap|niet verder|niets verder|geen steek)(?: \w+){0,3}|geen (?:steek|stap|spat|meter|sier) (?:verder|wijzer|opgeschoten)|(?:kan|kunnen|wil|willen|zal|zullen|ga|gaan)(?: \w+){0,6} (?:niet|onmogelijk|geenszins|nooit)(?: \w+){0,4} (?:verenigen|instemmen|aanvaarden|accepteren|akkoord|vinden|leven|mee leven|neerleggen|tekenen|accept|agree)\b.*`), unless: rx(`commissie|ontvangen|gekregen|gelezen|gevonden|openen|link|bijlage|telefoon|nummer`)},
		{re: rx(`(?:probleem|situatie|overlast|kwestie|conflict|geschil|problem|issue|problemen)\b(?: \w+){0,3} (?:bestaat|speelt|blijft|blijven|is|zijn|duurt|ligt|loopt|staat|gaat)(?: er)?(?: \w+){0,2} (?:nog|nog steeds|nog altijd|staan|bestaan|hetzelfde|onopgelost|voortduren|still|niet weg)(?: \w+){0,2}|(?:er|alles) (?:is|blijft|verandert) (?:dus |nog |gewoon |echt |helemaal |toch )*(?:niets|hetzelfde|bij het oude|niks)(?: \w+){0,2}|nothing (?:has |is )?(?:\w+ )?(?:changed|solved|new|different)|(?:still|not|is not|been) (?:yet )?(?:not )?(?:solved|resolved|fixed)|er is niets (?:opgelost|veranderd|verbeterd|rechtgezet)`), unless: rx(`gehoord|bericht|commissie|behandeling|bekend|binnen`)},
		{re: rx(`oneens|mee oneens|disagree|(?:wijzen|wijs|wijst)(?: \w+){0,6} (?:af|van de hand)|bedank (?:ik )?(?:feestelijk|vriendelijk) voor|(?:zeg|zeggen|say) (?:ik |wij |we |dus |toch |hier |daar )*(?:nee|no)(?: \w+){0,4}|(?:geen denken aan|no way|over mijn lijk|ik dacht het niet|dacht het niet|mij niet gezien|mooi niet|geen haar op mijn hoofd\b.*|ben je mal|kom nou|dream on|forget about it)$|(?:teken|onderteken) (?:ik |wij )?(?:dit |dat |hier |daar )*(?:niet|nooit)(?: \w+){0,3}|onder geen (?:beding|voorwaarde|enkele voorwaarde)|in geen geval\b.*(?:akkoord|eens)|gaat (?:hem|'m|em|het) niet worden|gaat er (?:bij mij |bij ons )?niet in|(?:pik|slik|trek|accepteer) (?:ik|wij|we)(?: dit| dat| hier| zo| het)* (?:niet|nie)(?: \w+){0,2}|(?:ik|wij|we) (?:pik|pikken|slik|slikken|accepteer|accepteren) (?:dit|dat|het|zoiets)(?: (?:echt|gewoon|dus|zo))* niet(?: (?:meer|langer|hoor|zo))*$`), unless: rx(`commissie|intrek\w*|in te trekken|trek\b.*\bin`)},
		{re: rx(`(?:vind|vinden|is|wordt|blijft|heb|voel|zie|blijf)(?: \w+){0,5} (?:niet|geen)(?: \w+){0,3} (?:oplossing|recht|rechtvaardigheid|erkenning|genoegdoening|gerechtigheid|verbetering|vertrouwen|voldoening|gehoor)|(?:te|veel te) (?:weinig|mager|vaag|algemeen|makkelijk|gemakkelijk|simpel|goedkoop|oppervlakkig)(?: \w+){0,3}|niet goed genoeg|geen goede? (?:` + matterNouns + `)|geen (?:goed|eerlijk|redelijk|serieus|echt|volwaardig|fatsoenlijk) (?:` + matterNouns + `)|not (?:a )?(?:good|fair|real|serious|enough)\b.*|(?:i|we) (?:do|can|will|could) not (?:accept|agree)\b.*|does not (?:help|solve|work|address)\b.*|did not (?:help|solve|answer)\b.*`), unless: rx(`te weinig tijd|niet te|ontvangen|commissie|complaint to|bijlage|te laat (?:gelezen|gereageerd|antwoord)|late reactie|mijn (?:late|te late)|excuses voor`)},
	}

	moreContent = []core{
		{re: regexp.MustCompile(`^(?:ja |oke |dank |nou )*(?:prima|helemaal goed|perfect|uitstekend|akkoord|zo goed|zo prima|zo oke|zo is het prima|is goed zo|helemaal oke|helemaal prima|all good|sounds good|works for me|that works|deal|case closed|het zit goed|zit goed) ?(?:zo|voor mij|voor ons|geregeld|opgelost|me)*$`), unless: rx(`^(?:ja |oke |dank |nou )*(?:prima|goed|helemaal goed|perfect|uitstekend|top|oke)$`)},
		{re: rx(`ingenomen|opgelucht|gerustgesteld|in mijn (?:schik|nopjes)|in de wolken|in de zevende hemel|voldaan|verguld|glad|relieved|tevree|verheugd`), unless: rx(`niet|geen`)},
		{re: rx(`(?:streep|punt)(?: \w+){0,4} (?:eronder|erachter|onder|achter)|(?:eronder|erachter)(?: \w+){0,4} (?:streep|punt)|zet(?:ten)?\b.*\b(?:streep|punt)\b.*\b(?:onder|achter)`), unless: rx(`niet|geen|vraag|nog`)},
		{re: rx(`(?:heb|hebben|zijn er)(?: \w+){0,3} geen (?:verdere |andere |nadere |verder )*(?:klachten|klacht|bezwaren|bezwaar|op of aanmerkingen|problemen|aanmerkingen)(?: meer)?|verder geen (?:klachten|bezwaren|problemen|bezwaar)`), negated: true, unless: rx(`gehoord|ontvangen`)},
		{re: rx(`(?:beschouw|beschouwen|zie|zien|acht)\b.*\b(?:zaak|klacht|dossier|dit|kwestie|het)\b.*\b(?:afgedaan|afgehandeld|opgelost|gesloten|afgerond|afgesloten|klaar|voltooid|geregeld)`), unless: rx(`niet|geen|nog|kan ik|zou`)},
		{re: rx(`naar (?:mijn |ons |volle |ieders |volledig )?(?:genoegen|tevredenheid|wens|behoren)|(?:mee|er|hiermee|daarmee|ermee)(?: \w+){0,3} uit de voeten|voor elkaar|van tafel|de wereld uit|uit de lucht|achter de rug|verleden tijd|doen we zo|zo doen we het|uitgevochten|de strijdbijl begraven|vrede gesloten|schouders eronder`), unless: rx(`niet|geen|nog|pas|moet|kan|kunnen`)},
		{re: rx(`(?:problem|complaint|issue|matter|everything|it|case) (?:is|has been|was|are) (?:now |all |fully |already |finally )*(?:solved|resolved|fixed|settled|ok|okay|oke|fine|closed|good|sorted|over|done)(?: out)?|(?:that|this|it) (?:is|works|sounds) (?:all |very |just |really )*(?:fine|good|ok|oke|okay|great|acceptable)(?: for me| with me| to me| for us)?|i am (?:\w+ )?(?:fine|ok|oke|okay|good|content|glad)(?: with| about| that)?\b.*|i accept\b.*|(?:you )?(?:can|may) close\b.*`), unless: rx(`not|no|nothing|if|how`)},
	}

	moreDraw = []core{
		{re: rx(`ondergetekende trekt\b.*\bklacht\b.*\bin|(?:klacht|deze|hem|die)\b.*\b(?:weer|toch|dan|maar|gewoon|liever|alsnog) (?:intrekken|in te trekken|in)$`), unless: rx(`behandeling|dien|neem|nemen`)},
	}

	allContent = slices.Concat(contentCores, moreContent)
	allNot     = slices.Concat(notCores, moreNot)
	allDraw    = slices.Concat(drawCores, moreDraw)
)

// moreFiller, and the words each answer may have beside those of the lexicon.
var (
	moreFiller = set(`zijnde ondergetekende zojuist vanochtend vanavond laatst recent onlangs vorige week maand jaar dagen uiteraard doch ten slotte tenslotte slotsom eindelijk kortweg alvorens aldus derhalve thans zodoende nogal behoorlijk best bijzonder buitengewoon zeker vast beslist stellig eerlijkheidshalve hoor he zulle zeg bro mensen lieve allemaal prima volop geheel zowaar heus werkelijk waarlijk gewoonweg simpel meneertje mevrouwtje dame
 alleszins immers daarbij hierop daarop erop erover eraan daaraan hieraan me mn zich hem onderling sinds tijdens ongeveer meteen direct dadelijk spoedig snel rustig kalm samen tezamen persoonlijk harte`)
	moreContentWords = set(`content ingenomen gerustgesteld opgelucht voldaan verheugd verguld beschouw beschouwen voorgestelde aangeboden geboden gekozen genomen getroffen gedane afgelopen verlopen gegane verrast positief aangenaam streep punt onder achter onderstreep teken tekenen merci voeten elkaar tafel strijdbijl begraven gesprekje telefoontje mail mailtje belletje hand handen geschud schudden fijne prettige warme lieve aardige hartelijke duidelijke
 excuus sorry aanvaarden neergelegd leg leggen neer erbij hierbij volmondig hartgrondig vrede berusten voorgelegde gevonden middenweg compromis tegemoetkoming gebaar vergoeding tegoed bon bloemetje werkt loopt weer goed helpt geholpen snelle snel vlotte vlot correct correcte keurige zorgvuldige zorgvuldig dus uw
 fine ok okay glad relieved problem issue matter everything sorted over done works sounds great acceptable me us am okay all good help helped quick quickly much how it way things now outcome`)
	moreCommitWords = set(`nog kenbaar ondergetekende verzoekt opteer opteren geleiden doorgeleiden gooi gooien buigen buigt zich wordt worden me laten prijs stel stellen gaarne officieel formeel onverwijld spoedig alsnog hiermede middels advies onafhankelijk deskundig formele start starten begin beginnen escaleren aanmelden meld melden inbrengen ingebracht ter behandeling nemen neemt toets toetsing liever gelijk direct meteen rechtstreeks regelrecht mensen erbij bijhalen haal halen geeft kiest want weg procedure fase daarvoor hiervoor ervoor voor zorgen zorg dat afhandelen afgehandeld bereid verdient hoort horen thuis
 them to let have my want wish go take it there that they should must need please look into see us judgement ruling opinion opt`)
	moreDrawWords = set(`liever ondergetekende trekt zijn haar formeel officieel alsnog zodoende besloten heden gaarne verzoekt u vervalt ingetrokken nader inzien bij toch maar gewoon weer trek i want wish would like to my please hereby decided have hereby formally taking back`)
)

func init() {
	merge(filler, moreFiller)
	merge(contentWords, moreContentWords)
	merge(commitWords, moreCommitWords)
	merge(drawWords, moreDrawWords)
}

func merge(into, more map[string]bool) {
	for w := range more {
		into[w] = true
	}
}

// otherSubject is somebody else who does or wants what the clause tells.
var otherSubject = rx(`(?:hij|zij|ze|directeur|directrice|bestuur|medewerker|medewerkster|sanne|iemand|men|iedereen|buurman|buurvrouw|collega|man|vrouw|moeder|vader|zoon|dochter|broer|zus|vriend|vriendin|oma|opa|advocaat|he|she|they|husband|wife) (?:\w+ )?(?:wil|wilt|gaat|moet|kan|mag|zal|stuurt|stuurde|legt|kiest|vindt|heeft|trekt|wenst|verzoekt|denkt|hoopt|ging|koos|wilde|wants|goes|went|has)|(?:wil|gaat|moet|kan|mag|zal|stuurt|legt|kiest|heeft|trekt|vindt) (?:hij|zij|ze|de directeur|het bestuur|men|iemand|iedereen|de medewerker|sanne)`)
