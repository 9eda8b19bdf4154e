package answer

import (
	"strings"
)

// Marks of mail that was sent to many. One strong mark is enough, weak ones
// count together.
var (
	spamStrong = []*pattern{
		rx(`(?:afmelden|uitschrijven|afmeldlink|meld u af|meld je af|schrijf u uit|schrijf je uit|unsubscribe|opt-?out|opt out)(?: \w+){0,6} (?:nieuwsbrief|nieuwsbrieven|mailing|mailings|mailinglijst|e-?mails|hier|here|link|list|newsletter)`),
		rx(`(?:nieuwsbrief|newsletter|mailing|mailinglijst)(?: \w+){0,8} (?:afmelden|uitschrijven|unsubscribe|opzeggen)`),
		rx(`(?:wilt u|wil je|want to|if you no longer wish|geen)(?: \w+){0,6} (?:mails|e-?mails|nieuwsbrief|nieuwsbrieven|mailings|berichten|emails|aanbiedingen)(?: \w+){0,4} (?:ontvangen|receive|meer)`),
		rx(`(?:bekijk|lees|view|open)(?: \w+){0,4} (?:online versie|webversie|in (?:je|uw|your) browser|online|in browser)`),
		rx(`(?:u ontvangt|je ontvangt|you (?:are receiving|received|receive))(?: \w+){0,3} (?:mail|e-?mail|bericht|nieuwsbrief|email|message)\b[^.]{0,40}(?:omdat|because)`),
		rx(`(?:viagra|cialis|casino|bitcoins? (?:invest|beleg|verdien)\w*|crypto ?(?:invest|trading|munt)\w*|penis|sexdate|escort|lottery|jackpot|inheritance|next of kin|million (?:usd|dollars|euro)|seo (?:service|dienst|specialist|optimali[sz]ation|audit|expert)\w*|backlinks?|guest ?post|link ?building|first page of google|eerste pagina van google|hoger in google|bulk (?:email|sms)|goedkope? (?:lening|krediet)en?|snel geld|work from home|earn money)`),
		rx(`(?:uw|je|jouw|your) (?:account|rekening|mailbox|bankpas|pakket|postvak|betaalpas|digid|wachtwoord|password|e-?mail)(?: \w+){0,8} (?:geblokkeerd|verlopen|verloopt|opgeschort|beperkt|verifieren|bevestigen|vol|suspended|blocked|expire[sd]?|limited|verify|full|verified|deactivated|gedeactiveerd|bijwerken)`),
	}
	spamWeak = []*pattern{
		rx(`nieuwsbrief|newsletter`), rx(`\d+ ?% ?(?:korting|off|discount)|kortingscode|black friday|early ?bird|vroegboek\w*|actieprijs|aanbieding(?:en)?`),
		rx(`(?:gratis|vrijblijvend\w*) (?:demo|offerte|proefperiode|consult|adviesgesprek|kennismaking\w*|webinar|whitepaper|scan|e-?book|kennismakingsgesprek|gesprek)|offerte`),
		rx(`webinar|whitepaper|masterclass|e-?book|congres|incompany|save the date|workshop\w*|cursus\w*|opleiding\w*|training\w*`),
		rx(`(?:klik|click) (?:hier|here|op (?:de|onderstaande) (?:link|knop))|meld (?:je|u) (?:nu |snel |direct |gratis )?aan|schrijf (?:je|u) (?:nu |snel )?in|bestel nu|order now|buy now|reserveer|lees meer`),
		rx(`(?:onze|our) (?:producten|diensten|oplossing(?:en)?|software|klanten|services|products|clients|specialisten|experts|tool)`),
		rx(`(?:wij|we) (?:helpen|bieden|leveren|verzorgen|ontwikkelen|offer|provide|help|specialize)`),
		rx(`uitschrijven|afmelden|unsubscribe|privacyverklaring|algemene voorwaarden`),
		rx(`verhoog (?:uw|je)|bespaar|boost|omzet|leads|rendement|roi|marketing|conversie|klanttevredenheid|klantbeleving`),
		rx(`dear (?:sir|friend|sir/madam|customer|user|beneficiary|webmaster|owner|beloved)`),
	}
)

// Spam reports whether the words themselves bear the marks of advertising, a
// newsletter or fraud. A filter's mark in the header is not seen here. Words of
// a complaint outweigh weak marks: whoever complains about a newsletter is
// heard.
func Spam(in Input) bool { return Read(in).Spam() }

// Spam is Spam of the mail that was read.
func (r *Reading) Spam() bool {
	strong, weak := r.all.count(spamStrong), r.all.kinds(spamWeak)
	switch {
	case strong == 0 && weak < 3:
		return false
	case r.says():
		return strong >= 1 && weak >= 3
	case strong >= 1:
		return true
	}
	return strings.Count(r.all.low, "\n")+len(r.all.low)/80 > 2
}

// Kinds of mail that are no complaint whatever words they use. Each needs two
// different marks, or one that is nothing else.
var (
	application = []*pattern{
		rx(`sollicit\w+`), rx(`vacature\w*`), rx(`motivatiebrief|curriculum vitae|cv`), rx(`werkervaring|dienstverband|fulltime|parttime|arbeidsverleden|stageplek|stageplaats|stage lopen|meewerkstage|afstudeerstage|vrijwilligerswerk|open functie|functie van|als kandidaat|kandidaten`),
		rx(`(?:job )?application (?:for|letter)|my resume|apply for the (?:position|job|role)|cover letter`), rx(`uitnodiging voor een gesprek|persoonlijk gesprek toe\w*|in een gesprek toelichten`),
	}
	invoice = []*pattern{
		rx(`factuur(?:nummer|datum|bedrag)?|facturen|creditnota|invoice`), rx(`betal(?:ings)?termijn|betalingsherinnering|aanmaning|incasso|te betalen|voldoen|openstaand\w*|past due|payment`),
		rx(`iban|btw(?:-?nummer|-?nr)?|kvk(?:-?nummer|-?nr)?|debiteurnummer|klantnummer|ordernummer|bestelnummer`), rx(`nl\d\d [a-z]{4} ?\d{4} ?\d{4} ?\d{2}|nl\d{2}[a-z]{4}\d{10}`), rx(`(?:eur|€) ?\d+`),
	}
	automatic = rx(`automatisch(?:e)? (?:antwoord|gegenereerd\w*|bericht|reactie|verzonden|ontvangstbevestiging)|out of office|(?:ik )?ben (?:ik )?(?:momenteel |tijdelijk |op dit moment |deze week |vandaag |nu )?(?:afwezig|niet aanwezig|met vakantie|op vakantie|met verlof|niet bereikbaar)|(?:dit|deze) (?:bericht|mail|e-?mail) (?:is|wordt) automatisch|wij hebben uw (?:bericht|mail|e-?mail|klacht|vraag|melding|aanvraag) (?:in goede orde |goed )?ontvangen|uw (?:bericht|mail|e-?mail|klacht|melding|aanvraag) is (?:in goede orde |goed )?ontvangen|niet op (?:dit|deze) (?:bericht|mail|e-?mail) (?:antwoorden|reageren|beantwoorden)|do not reply to this|auto-?reply|delivery status notification|onbestelbaar|ticket ?(?:nummer|id|#)|ticketnummer|noreply|no-reply`)
	forwards  = rx(`(?:zie|lees)(?: \w+){0,3} (?:hieronder|onder|bijgevoegd\w*|onderstaand\w*|hierbij)|(?:ter info\w*|tkn|ter kennis\w*|fyi|ter afhandeling|ter behandeling)|(?:door(?:gestuurd|sturen|gezet|zetten|geleid)|hierbij door|stuur ik (?:je|u|jullie) door|kwam binnen|binnengekomen|ontvingen (?:wij|we)|kreeg ik binnen)|(?:kun|kan|wil|kunnen|willen)(?: (?:jij|je|jullie|u))(?: \w+){0,4} (?:oppakken|afhandelen|behandelen|beantwoorden|contact opnemen|reageren|naar kijken)`)
	somebody  = rx(`(?:collega|client\w*|mevrouw|meneer|dhr|mevr|mw|klager|klaagster|iemand|melder)`)
	fwSubject = mustBe(`^\s*(?:fw|fwd|doorst|doorgestuurd|tr|wg)\s*:`)
	survey    = rx(`(?:scriptie|afstudeer\w+|enquete|vragenlijst|interview|onderzoek(?:er)? (?:naar|over|aan de)|journalist|redactie|student(?:e)? (?:aan|van|rechten|hbo|social)|wob-?verzoek|woo-?verzoek)`)
)

// otherMail gives the most that a mail of another kind may score, 1 when it is
// of no such kind.
func (r *Reading) otherMail() float64 {
	trade := r.all.kinds(application) >= 2 || r.all.kinds(invoice) >= 3
	switch {
	case trade && !r.says():
		return unlikely
	case trade, r.all.match(automatic):
		return mentions
	case fwSubject.MatchString(r.subject.low) && !r.says(), colleague(r.in):
		return mentions
	case r.all.match(survey) && !r.says():
		return mentions
	case len(r.body.low) < 700 && r.body.match(forwards) && !r.says() && r.body.match(somebody):
		return mentions
	}
	return 1
}

// colleague tells that a mail comes from inside: a configured person or somebody
// of the committee's own domain. Such a mail is put before the secretary.
func colleague(in Input) bool {
	from := strings.ToLower(strings.TrimSpace(in.FromAddr))
	for _, p := range in.Staff {
		if p.Addr != "" && strings.EqualFold(p.Addr, from) {
			return true
		}
	}
	_, own, ok := strings.Cut(strings.ToLower(in.To), "@")
	_, theirs, ok2 := strings.Cut(from, "@")
	return ok && ok2 && own != "" && own == theirs && !freeMail[own]
}

// freeMail are domains shared by strangers: a committee that has its mailbox
// there shares it with half of the complainants.
var freeMail = set(`gmail.com outlook.com hotmail.com hotmail.nl live.nl live.com ziggo.nl kpnmail.nl kpnplanet.nl planet.nl xs4all.nl icloud.com yahoo.com msn.com home.nl upcmail.nl chello.nl telfort.nl casema.nl quicknet.nl hetnet.nl online.nl tele2.nl gmx.net proton.me protonmail.com me.com solcon.nl zeelandnet.nl`)

// kinds counts the patterns that fit.
func (t text) kinds(list []*pattern) (n int) {
	for _, re := range list {
		if t.match(re) {
			n++
		}
	}
	return n
}
