package answer

// restThere finds that the rest of an answer stands where the reader does not look:
// between the lines of our mail, in colour, or in an attachment. A clear word above it
// is half an answer then.
var restThere = mustBe(`\b(?:zie|lees|kijk|bekijk|see|read|check)\b(?: \w+){0,5} (?:opmerking(?:en)?|aantekening(?:en)?|kanttekening(?:en)?|commentaar|toelichting|hieronder|onderaan|onderstaande?|onder|bijlagen?|bijgevoegde?|comments?|remarks?|notes?|below|attached|attachments?)\b` +
	`|\bin (?:het |de )?(?:rode? (?:tekst|letters)|rood|blauw|groen|geel|oranje|paars|kleur|red|blue|green|colou?r)\b` +
	`|\b(?:opmerkingen|aantekeningen|kanttekeningen|commentaar|comments|remarks)\b(?: \w+){0,4} (?:hieronder|onder|onderaan|tussen|bijlage|below|attached|inline)\b`)

// restElsewhere reports whether what somebody wrote sends to more words of his.
func restElsewhere(text string) bool {
	own, _ := answerText("- \n" + head(text, maxReply))
	return restThere.MatchString(normal(unsigned(fold2(own)), false))
}
