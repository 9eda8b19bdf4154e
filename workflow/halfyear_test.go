package workflow_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

const annasComplaint = `| Onderwerp: Klacht over de bemiddeling
| Ik dien een klacht in over mijn bemiddelaar. Hij kwam op 8 januari niet opdagen en
| belde pas een week later terug.
| Groet, Anna Bakker, 06 12345678
`

// silentHalf is what comes in before everybody falls silent.
const silentHalf = `Een half jaar waarin niemand reageert: de directeur niet, de klagers niet, en niemand
kijkt in het postvak. Wie krijgt wat?

ma 2026-01-12 10:00  mail van anna.bakker@voorbeeld.nl
` + annasComplaint + `
ma 2026-01-12 11:00  mail van peter.jansen@voorbeeld.nl
| Onderwerp: klacht
| Ik wil een klacht indienen over de directeur. Zij heeft opgehangen toen ik vroeg
| waarom de bemiddeling was gestopt.
| Peter Jansen

di 2026-01-13 09:00  mail van r.v@voorbeeld.nl
| Onderwerp: klacht
| Ik dien een klacht in over mijn bemiddelaar. Zij kwam op 7 januari niet opdagen en
| heeft niet gebeld.

wo 2026-01-14 15:00  mail van ilse@voorbeeld.nl
| Onderwerp: vraag
| Wanneer zijn jullie open?

zo 2026-07-12 12:00  tot hier
`

// slowHalf is one in which everybody answers, at the very end of his time.
const slowHalf = `Een half jaar waarin iedereen traag is maar antwoordt. Wie krijgt wat?

ma 2026-01-12 10:00  mail van anna.bakker@voorbeeld.nl
` + annasComplaint + `
ma 2026-02-02 11:00  mail van peter.jansen@voorbeeld.nl
| Onderwerp: klacht
| Ik wil een klacht indienen over de directeur. Zij heeft opgehangen toen ik vroeg
| waarom de bemiddeling was gestopt.
| Peter Jansen

di 2026-02-17 10:00  secretaris antwoordt op K-2026-0002/actie-1
| 2

do 2026-02-19 16:00  mail van directeur@perspectief.example op K-2026-0001/klacht-directeur
| Ik heb mevrouw Bakker gesproken. Ik bied excuses aan, en een andere bemiddelaar.

ma 2026-03-02 09:00  mail van r.v@voorbeeld.nl
| Onderwerp: klacht
| Ik dien een klacht in over mijn bemiddelaar. Zij kwam op 24 februari niet opdagen en
| heeft niet gebeld.

do 2026-03-05 10:00  secretaris verstuurt K-2026-0001/voorstel-1

vr 2026-03-13 20:00  mail van r.v@voorbeeld.nl op K-2026-0003/ontvangstbevestiging
| Roos Verhoeven

di 2026-03-24 12:00  mail van bestuur@perspectief.example op K-2026-0002/klacht-directeur
| Wij hebben met meneer Jansen en met de directeur gesproken. De bemiddeling gaat verder.

wo 2026-04-01 21:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/voorstel-1
| Nee, ik ben niet tevreden.

di 2026-04-07 10:00  secretaris verstuurt K-2026-0002/voorstel-1

ma 2026-04-20 09:00  mail van directeur@perspectief.example op K-2026-0003/klacht-directeur
| Ik heb mevrouw Verhoeven gebeld en excuses aangeboden.

do 2026-04-23 11:00  secretaris verstuurt K-2026-0003/voorstel-1

di 2026-04-28 19:00  mail van peter.jansen@voorbeeld.nl op K-2026-0002/voorstel-1
| Ja, ik ben tevreden.

do 2026-05-07 22:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/keuze-commissie-1
| 2

di 2026-05-19 20:00  mail van r.v@voorbeeld.nl op K-2026-0003/voorstel-1
| Ja, ik ben tevreden.

zo 2026-07-12 12:00  tot hier
`

// committeeHalf is one case that goes the whole way, with everybody near the end of his
// time: a member forgets to say when he can, the chair has the draft and says nothing.
const committeeHalf = `Een half jaar waarin één klacht de hele weg gaat, tot en met het besluit. Wie krijgt wat?

ma 2026-01-12 10:00  mail van anna.bakker@voorbeeld.nl
` + annasComplaint + `
di 2026-01-13 10:00  secretaris antwoordt op K-2026-0001/klacht-directeur
| medewerker
| naam: Sanne de Boer
| mailadres: sanne@perspectief.example

di 2026-01-13 10:10  secretaris verstuurt K-2026-0001/wijziging-1

do 2026-01-22 16:00  mail van directeur@perspectief.example op K-2026-0001/klacht-directeur
| Ik heb mevrouw Bakker gesproken. Ik bied excuses aan.

di 2026-01-27 10:00  secretaris verstuurt K-2026-0001/voorstel-1

do 2026-02-12 21:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/voorstel-1
| Nee, ik ben niet tevreden.

do 2026-02-19 20:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/keuze-commissie-1
| 1

di 2026-02-24 10:00  secretaris verstuurt K-2026-0001/dossier-commissie-1

ma 2026-03-02 19:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/bij-commissie-1
| 1

wo 2026-03-04 20:00  mail van voorzitter@voorbeeld.org op K-2026-0001/toets-1
| Wij nemen de klacht in behandeling.

do 2026-03-05 10:00  secretaris antwoordt op K-2026-0001/actie-2
| ontvankelijk

wo 2026-03-18 14:00  mail van sanne@perspectief.example op K-2026-0001/verweer-gevraagd-2
| Ik was die dag ziek. Ik had moeten bellen.

do 2026-03-26 14:00  mail van directeur@perspectief.example op K-2026-0001/verweer-gevraagd-1
| De bemiddelaar was ziek gemeld. Dat had mevrouw Bakker van ons moeten horen.

di 2026-03-31 10:00  secretaris verstuurt K-2026-0001/verweer-1

di 2026-03-31 10:05  secretaris verstuurt K-2026-0001/verweer-2

ma 2026-04-13 21:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/verweer-1
| Niemand heeft mij gebeld, ook niet in de week erna.

di 2026-04-14 10:00  secretaris verstuurt K-2026-0001/doorsturen-1

di 2026-04-14 10:05  secretaris antwoordt op K-2026-0001/actie-2
| hoorzitting
| datum: dinsdag 12 mei 2026 10:00, donderdag 21 mei 2026 14:00
| plaats: kantoor Utrecht, kamer 3

wo 2026-04-15 09:00  mail van anna.bakker@voorbeeld.nl op K-2026-0001/hoorzitting-data-1-klager
| 12 mei: kan
| 21 mei: kan

wo 2026-04-15 10:00  mail van directeur@perspectief.example op K-2026-0001/hoorzitting-data-1-directeur
| 12 mei kan, 21 mei kan niet

do 2026-04-16 10:00  mail van sanne@perspectief.example op K-2026-0001/hoorzitting-data-1-medewerker
| 12 mei kan, 21 mei kan

vr 2026-04-17 10:00  mail van voorzitter@voorbeeld.org op K-2026-0001/hoorzitting-data-1-voorzitter
| 12 mei: kan
| 21 mei: kan

vr 2026-04-17 11:00  mail van fatima@voorbeeld.org op K-2026-0001/hoorzitting-data-1-lid-1
| 12 mei: kan
| 21 mei: kan

do 2026-04-23 10:00  secretaris antwoordt op K-2026-0001/actie-2
| hoorzitting: dinsdag 12 mei 2026 10:00

wo 2026-05-06 09:00  agenda van fatima@voorbeeld.org op K-2026-0001/hoorzitting-1-lid-1: DECLINED

do 2026-05-07 10:00  secretaris antwoordt op K-2026-0001/actie-2
| verzet: donderdag 21 mei 2026 14:00

di 2026-05-26 10:00  secretaris antwoordt op K-2026-0001/actie-2
| gehouden

do 2026-06-04 10:00  secretaris antwoordt op K-2026-0001/actie-2
| uitspraak: gegrond

do 2026-06-04 10:05  secretaris antwoordt op K-2026-0001/actie-2
| concept rondsturen

do 2026-06-18 10:00  secretaris verstuurt K-2026-0001/uitspraak-1

do 2026-07-09 16:00  mail van directeur@perspectief.example op K-2026-0001/besluit-gevraagd-1
| Ik neem de uitspraak over. Per 1 september bellen wij binnen een dag af.

di 2026-07-14 10:00  secretaris antwoordt op K-2026-0001/actie-2
| overgenomen
| maatregel: 1 september 2026 binnen een dag afbellen

di 2026-07-14 10:05  secretaris verstuurt K-2026-0001/besluit-2

di 2026-07-14 10:07  secretaris verstuurt K-2026-0001/besluit-commissie-2

zo 2026-07-19 12:00  tot hier
`

// TestHalfYear writes down every mail of half a year in order, so that each list
// can be read as its receiver would: is it true, is it useful, is it too much?
// What must hold of every such list is held here too.
func TestHalfYear(t *testing.T) {
	for name, story := range map[string]string{"stil": silentHalf, "traag": slowHalf, "commissie": committeeHalf} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var list []string
			per := map[workflow.Role]int{}
			day := map[string]int{} // of one person, about one case, of one kind, on one day
			w.left = func(n workflow.Notice, to workflow.Recipient) {
				tag := n.Matter
				if c := w.cases[n.Matter]; c != nil {
					tag = c.Number.Tag()
				}
				m := workflow.Matter{}
				if c := w.cases[n.Matter]; c != nil {
					m = c.Matter
				} else if it := w.items[n.Matter]; it != nil {
					m = it.Matter
				}
				about := ""
				if q, ok := m.Question(n.Question); ok && q.Kind == workflow.QuestionActie {
					about = " " + string(q.Reason)
				}
				if n.News != "" {
					about += " " + string(n.News)
				}
				if n.Stage > 0 && !n.Letter {
					about += fmt.Sprintf(" %d", n.Stage)
				}
				if n.Letter {
					about += " (concept)"
				}
				role := to.Role
				if role == "" {
					role = "schrijver" // in no case yet
				}
				list = append(list, fmt.Sprintf("%s  %-12s %-14s %s%s", stamp(w.now), role, tag, n.Template, about))
				per[role]++
				if n.Template == workflow.TemplateActie && n.Stage > 0 || n.Template == workflow.TemplateReminder || n.Template == workflow.TemplateHandlerReminder {
					key := fmt.Sprintf("%s %s %s %s", terms.Of(w.now, amsterdam), to.Address.Addr(), tag, n.Template)
					if day[key]++; day[key] > 1 {
						t.Errorf("twice on one day: %s", key)
					}
				}
			}
			w.monday = func() {
				var cases []workflow.Case
				var items []workflow.Item
				for _, key := range sortedKeys(w.cases) {
					cases = append(cases, *w.cases[key])
				}
				for _, key := range sortedKeys(w.items) {
					if it := w.items[key]; it.State == workflow.ItemOpen {
						items = append(items, *it)
					}
				}
				w.apply(w.p.Weekly(workflow.Office{Matter: workflow.Matter{Key: workflow.OfficeKey}}, cases, items, w.now))
			}
			playIn(t, w, story)

			var b strings.Builder
			header, _, _ := strings.Cut(story, "\n\n")
			b.WriteString(header + "\n\n")
			for _, role := range slices.Sorted(maps.Keys(per)) {
				fmt.Fprintf(&b, "%-12s %3d mails\n", role, per[role])
			}
			b.WriteString("\n" + strings.Join(list, "\n") + "\n")
			file := "testdata/halfjaar/" + name + ".txt"
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("%s: other mails leave:\n%s", file, diff(string(want), b.String()))
			}
		})
	}
}
