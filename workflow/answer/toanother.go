package answer

// notOurs greets somebody who is not of this procedure: whoever writes "Geachte
// verzekeraar" or "Hoi mam" had another reader in mind, and sent it to us by mistake or
// as a copy.
var notOurs = mustBe(`^[\s*"']*(?:beste|geachte|hallo|hoi|hai|he+y+|he+|ha|dag|lieve|liefste|waarde|dear|hi|aan(?: de| mijn)?|t\.?a\.?v\.?(?: de)?)[\s,:]+(?:(?:heer|mevrouw|dames|de|mijn|lieve|mr|mrs)\s+)?(?:mam|lieverd|buuf|eneco|kpn|ziggo|uwv|svb|cjib|rdw|ggd|ind|duo|cak|belastingdienst|bol\.com|\w+\.(?:nl|com)|makelaar|mama|mamma|moeder|pap|papa|pappa|vader|ouders|opa|oma|tante|oom|schat|schatje|liefje|buurman|buurvrouw|buren|wethouder|burgemeester|gemeente|minister|rechter|rechtbank|officier|advocaat|raadsman|notaris|verzekeraar|verzekering|verhuurder|huisbaas|woningbouw\w*|woningcorporatie|politie|agent|postnl|bank|school|juf|meester|docent|leraar|mentor|dokter|huisarts|arts|psycholoog|ziekenhuis|werkgever|baas|chef|collega|collega's|ombudsman|inspectie|redactie|krant|mum|mom|dad|judge|lawyer|doctor|neighbou?r|insurer|landlord)[\s,.!:]`)

// toAnother reports whether an answer opens with a greeting to somebody else.
func toAnother(s string) bool {
	for _, l := range lines(s) {
		if l != "" {
			return notOurs.MatchString(newText(l).low + " ")
		}
	}
	return false
}
