package answer

import (
	"strings"
	"testing"
)

// oneOf gives the question the i-th statement answers: each kind in its turn,
// voorstel always, since it lets most act.
func oneOf(i int) []string {
	return []string{"voorstel", []string{"", "keuze-commissie", "ongedaan"}[i%3]}
}

// TestOtherThings says of things that are not the complaint what would answer us
// if it were said of the complaint.
func TestOtherThings(t *testing.T) {
	things := strings.Split("de koffie,mijn huis,de website,uw telefoniste,de regen,de parkeerplaats,mijn nieuwe baan,de wachtkamer,de bos bloemen,het kopje thee,de notulen,het verslag,de agenda,de uitnodiging,de verhuizing,mijn auto,de lift,de cursus,mijn dochter,de buurvrouw,de huisarts,de verzekering,het salaris,de bus,het gebouw,uw kantoor,de foto's,het interview,de enquête,de tolk,de muziek,het eten,de vakantie,de werktijden,dinsdag,een half uur,de kamer,het park", ",")
	templates := []string{
		"Ik ben tevreden met %.", "Ik ben tevreden over %.", "Ik ben heel blij met %.", "Ik ga akkoord met %.", "Akkoord met %.", "Ik kan mij vinden in %.", "Ik accepteer %.", "Ik neem % aan.", "Ik heb vrede met %.", "Ik ben het eens met %.",
		"Ik stem in met %.", "% is opgelost.", "% is geregeld.", "% is goed.", "% is prima.", "% is klaar.", "% is afgehandeld.", "U kunt % sluiten.", "Sluit % maar.",
		"Ik trek % in.", "Ik wil % intrekken.", "Ik zie af van %.", "Ik wil stoppen met %.", "Ik wil % annuleren.",
		"Ik ben tevreden geweest over %.", "Wat is de status van %?", "Hoe staat het met %?", "Wanneer komt %?", "Hoe lang duurt %?", "Is % al klaar?",
		"Stuur % naar de commissie.", "Ik wil % aan de commissie geven.", "Ik wil met de commissie praten over %.", "Heeft de commissie %?", "De commissie heeft %.",
		"% klopt niet.", "% is waardeloos.", "% is slecht.", "Ik ben teleurgesteld in %.", "Ik vind % niet goed.", "Ik ben boos op %.", "% is niet opgelost.", "% deugt niet.", "Ik heb niets aan %.", "Ik wijs % af.", "Ik accepteer % niet.",
	}
	n, acts := 0, 0
	for _, template := range templates {
		for i, thing := range things {
			text := strings.ReplaceAll(template, "%", thing)
			text = strings.ToUpper(text[:1]) + text[1:]
			for _, question := range oneOf(i) {
				n++
				if v := Classify(text, question, ""); v.Action != ActionPerson {
					acts++
					t.Errorf("%s %s for %q on %q (%s)", v.Class, v.Action, text, question, v.Why)
				}
			}
		}
	}
	t.Logf("n=%d statements on other things, %d act", n, acts)
}

// TestOtherSubjects lets others feel, want and do what would answer us if the
// writer did.
func TestOtherSubjects(t *testing.T) {
	single := strings.Split("Sanne,mijn man,mijn advocaat,de directeur,iedereen,hij,mijn dochter,de buurvrouw,Peter,de medewerker,niemand,mijn baas,het bestuur,de huisarts,wie,iemand,men", ",")
	plural := strings.Split("jullie,zij,de buren,mijn kinderen,mijn ouders,de medewerkers,mensen,anderen,de commissieleden", ",")
	does := []string{
		"% is tevreden.", "% is blij met de oplossing.", "% gaat akkoord.", "% gaat akkoord met het voorstel.", "% accepteert het voorstel.", "% vindt het goed zo.", "% vindt het voorstel prima.", "% is het ermee eens.", "% kan zich vinden in het voorstel.", "% heeft er vrede mee.",
		"% is niet tevreden.", "% gaat niet akkoord.", "% vindt het geen oplossing.", "% is het er niet mee eens.", "% accepteert het voorstel niet.", "% is teleurgesteld.", "% vindt het voorstel slecht.", "% wijst het voorstel af.", "% voelt zich niet gehoord.",
		"% wil naar de commissie.", "% kiest voor de commissie.", "% gaat naar de commissie.", "% legt het voor aan de commissie.", "% heeft voor de commissie gekozen.",
		"% trekt de klacht in.", "% wil de klacht intrekken.", "% heeft de klacht ingetrokken.", "% ziet af van de klacht.", "% laat de klacht vallen.", "% stopt met de klacht.", "% stopt ermee.", "% wil stoppen.",
	}
	do := strings.NewReplacer(" is ", " zijn ", " gaat ", " gaan ", " accepteert ", " accepteren ", " vindt ", " vinden ", " kan ", " kunnen ", " heeft ", " hebben ", " wijst ", " wijzen ", " voelt ", " voelen ", " wil ", " willen ", " kiest ", " kiezen ", " legt ", " leggen ", " trekt ", " trekken ", " ziet ", " zien ", " laat ", " laten ", " stopt ", " stoppen ")
	n, acts := 0, 0
	try := func(i int, subject, predicate string) {
		text := strings.ReplaceAll(predicate, "%", subject)
		text = strings.ToUpper(text[:1]) + text[1:]
		for _, question := range oneOf(i) {
			n++
			if v := Classify(text, question, ""); v.Action != ActionPerson {
				acts++
				t.Errorf("%s %s for %q on %q (%s)", v.Class, v.Action, text, question, v.Why)
			}
		}
	}
	for _, predicate := range does {
		for i, s := range single {
			try(i, s, predicate)
		}
		for i, s := range plural {
			try(i, s, do.Replace(predicate))
		}
	}
	t.Logf("n=%d statements of others, %d act", n, acts)
}

// TestOtherTimes puts moods and decisions where they do not hold now: once,
// perhaps, nearly, for show.
func TestOtherTimes(t *testing.T) {
	forms := []struct {
		what   []string
		frames []string
	}{
		{strings.Split("tevreden,akkoord,blij met de oplossing,het ermee eens,het eens met het voorstel", ","), []string{
			"Ik was %.", "Ik was eerst %.", "Ik zou % zijn met excuses.", "Ik zou % moeten zijn.", "Ik word wel % als het lukt.", "Ik had % kunnen zijn.", "Ik weet niet zeker of ik % ben.", "Wanneer ben ik %?", "Waarom zou ik % zijn?", "Hoe kan ik nu % zijn?", "Was ik maar %.",
			"Ooit was ik %.", "Vorige week was ik %.", "Morgen ben ik vast %.", "Bijna %.", "Half %.", "Een beetje %.", "Matig %.", "Min of meer %.", "Zogenaamd %.", "Schijnbaar %.", "Helemaal % hoor, haha.", "Ik doe alsof ik % ben.", "Ik moet % zijn van u.", "Ik wil graag % worden.", "Ik hoop % te worden.", "Ik probeer % te zijn.", "Misschien ben ik %.", "Volgens u ben ik %.", "Voorlopig %.", "Voor de vorm %.", "Deels %.", "Ik ben zelden %.", "Ik lijk misschien %.", "Ben ik %?", "Ik ben nog niet toe aan % zijn.", "Ik leek %.", "Ik deed alsof ik % was.",
		}},
		{[]string{"mijn klacht", "de klacht"}, []string{
			"Ik zou % intrekken.", "Ik wilde % intrekken.", "Ik had % willen intrekken.", "Bijna had ik % ingetrokken.", "Ik moet % intrekken.", "Ik ga misschien % intrekken.", "Straks trek ik % in.", "Ooit trek ik % in.", "Hoe trek ik % in?", "Waarom trek ik % in?", "Trek ik % in?", "Ik denk erover % in te trekken.", "Ik overweeg % in te trekken.", "Ik weiger % in te trekken.", "Ik durf % niet in te trekken.", "Ik heb geen zin om % in te trekken.", "Het is te vroeg om % in te trekken.", "Morgen trek ik % in.", "Ik trek % bijna in.", "Ik trek % voorlopig in.", "Ik trek % deels in.", "Ik trek % zogenaamd in.", "Ik trek % in als grap.", "Het is niet mijn bedoeling % in te trekken.", "Ik beloof niet % in te trekken.",
			"Van Sanne moet ik % intrekken.", "Ik twijfel of ik % zal intrekken.", "Ik was van plan % in te trekken.", "Kan ik % intrekken?", "Mag ik % later intrekken?",
		}},
		{[]string{"naar de commissie", "naar de klachtencommissie"}, []string{
			"Ik zou % gaan.", "Ik ging %.", "Ik was % gegaan.", "Ik ga misschien %.", "Straks ga ik %.", "Hoe ga ik %?", "Ik ben bang om % te gaan.", "Ik overweeg % te gaan.", "Ik durf niet %.", "Het is te vroeg om % te gaan.", "Ik ben al % geweest.", "Vroeger ging ik %.", "Bijna ging ik %.", "Moet ik %?", "Ik moest % van Sanne.", "Ik ga liever niet %.", "Ik weiger % te gaan.", "Ik had % moeten gaan.", "Waarom zou ik % gaan?", "Ik twijfel of ik % ga.", "Ik wilde %.", "Ooit ga ik %.", "Volgend jaar ga ik %.", "Ik ga pas % na de zomer.", "Ik ga niet zomaar %.",
		}},
	}
	n, acts := 0, 0
	for _, f := range forms {
		for _, what := range f.what {
			for i, frame := range f.frames {
				text := strings.ReplaceAll(frame, "%", what)
				for _, question := range oneOf(i) {
					n++
					if v := Classify(text, question, ""); v.Action != ActionPerson && v.Class != ClassNoWithdrawal {
						acts++
						t.Errorf("%s %s for %q on %q (%s)", v.Class, v.Action, text, question, v.Why)
					}
				}
			}
		}
	}
	t.Logf("n=%d statements out of time, %d act", n, acts)
}

// TestYesAndMore puts behind ja and nee what leaves it open what they answer.
func TestYesAndMore(t *testing.T) {
	more := strings.Split("ik ben er nog,ik zie het,dat zie ik,dat zie ik niet,ik hoor u,ik hoor u niet,ik heb het gevonden,ik heb het niet gevonden,ik kijk morgen,ik wil nog iets vragen,dat was vorige week,dat was mijn zus,mijn man ook,mijn man niet,ik ben ziek,ik ben op vakantie,vanavond,in de bijlage,twee keer,de post is er,de post is er niet,ik werk op vrijdag,u mag bellen,u hoeft niet te bellen,wie is daar,dat geloof ik graag,dat geloof ik niet,ik denk erover,het kan zijn,als het kan,misschien,ooit,soms,nog niet,bijna,straks,pas in mei,met mijn advocaat,zonder mijn man,van Sanne,ik moet eerst werken,ik snap de vraag,ik snap de vraag niet,wat bedoelt u,hoezo,de brief ligt hier,de brief is zoek,ik kan het lezen,ik kan het niet lezen,dat weet ik,dat weet ik niet,dat onthoud ik,ik ben verhuisd,ik heet Anna,ik ben niet Anna,het regent,dat hoor ik vaker,dat ken ik niet,dat lukt niet,ik herinner het mij,ik herinner het mij niet,daar was ik,daar was ik niet,toen wel,toen niet,vroeger,iedereen", ",")
	n, acts := 0, 0
	for i, m := range more {
		for _, head := range []string{"Ja, ", "Nee, ", "Ja. ", "Nee. ", "Ja ", "Nee "} {
			body := m
			if strings.HasSuffix(head, ". ") {
				body = strings.ToUpper(m[:1]) + m[1:]
			}
			text := head + body + "."
			for _, question := range oneOf(i) {
				n++
				if v := Classify(text, question, ""); v.Action != ActionPerson {
					acts++
					t.Errorf("%s %s for %q on %q (%s)", v.Class, v.Action, text, question, v.Why)
				}
			}
		}
	}
	t.Logf("n=%d answers with more behind them, %d act", n, acts)
}
