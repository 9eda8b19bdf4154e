package proof

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// story is a complaint played to its end by people who answer what they get,
// whenever it comes.
type story struct {
	name    string
	play    func(*player)
	status  workflow.Status
	outcome workflow.Outcome
}

const (
	chair  = "voorzitter@voorbeeld.org"
	member = "fatima@voorbeeld.org"
	annaIs = "Anna Bakker <" + cmdtest.Complainant + ">"
	marike = "Marieke de Wit <" + cmdtest.Director + ">"
	henk   = "Henk Mulder <" + chair + ">"
	ruud   = "Ruud Groen <bestuur@perspectief.example>"
)

var stories = []story{
	{"settled with the director", func(p *player) {
		p.Send(annaIs, "Klacht", cmdtest.Story)
		p.answers(marike, workflow.TemplateToHandler, "Ik heb mevrouw Bakker gebeld. Ik bied excuses aan.")
		p.sends(workflow.TemplateProposal)
		p.until("has the proposal", func(c workflow.Case) bool { return c.Status == workflow.StatusProposed })
		p.replies(annaIs, "excuses aan", "Dank u. Ik ben tevreden met deze oplossing.")
	}, workflow.StatusClosed, workflow.OutcomeSettled},
	{"unclear replies", func(p *player) {
		p.Send(cmdtest.Complainant, "klacht", "Ik wil een klacht indienen. Uw medewerker is twee keer niet komen opdagen\nbij een afspraak en heeft niets laten horen.")
		p.until("asks for the name", func(c workflow.Case) bool { return c.Status == workflow.StatusIncomplete })
		p.answers(annaIs, workflow.TemplateAcknowledgement, "Mijn naam is Anna Bakker.")
		p.answers(marike, workflow.TemplateToHandler, "Ik bied excuses aan, en een andere bemiddelaar.")
		p.sends(workflow.TemplateProposal)
		p.until("has the proposal", func(c workflow.Case) bool { return c.Status == workflow.StatusProposed })
		p.replies(annaIs, "excuses aan", "Als ik het op papier krijg dan vind ik het goed.")
		p.decides(workflow.ReasonUnclear, "1")
	}, workflow.StatusClosed, workflow.OutcomeSettled},
	{"by the committee to the besluit", func(p *player) {
		p.toTheCommittee()
		p.answers(henk, workflow.TemplateAdmissibility, "Wij nemen de klacht in behandeling.")
		p.decides(workflow.ReasonAdmissibility, "1")
		p.until("asks for the defence", func(c workflow.Case) bool { return c.Status == workflow.StatusStatements })
		p.answers(marike, workflow.TemplateDefenceAsked, "De bemiddelaar handelde zoals afgesproken.")
		p.sends(workflow.TemplateDefence)
		p.replies(annaIs, "zoals afgesproken", "Dat klopt niet. Er was niets afgesproken.")
		p.decides(workflow.ReasonReplied, "2")
		p.until("deliberates", func(c workflow.Case) bool { return c.Status == workflow.StatusDeliberation })
		p.orders("uitspraak: gegrond\naanbeveling: ja")
		p.sends(workflow.TemplateDecision)
		p.until("is founded", func(c workflow.Case) bool { return c.Status == workflow.StatusDirectorDecides })
		p.answers(marike, workflow.TemplateBesluitAsked, "Ik neem de aanbeveling over. De werkwijze wordt aangepast.")
		p.decides(workflow.ReasonBesluit, "1")
		p.sends(workflow.TemplateBesluit)
	}, workflow.StatusClosed, workflow.OutcomeFounded},
	{"unfounded", func(p *player) {
		p.toTheCommittee()
		p.answers(henk, workflow.TemplateAdmissibility, "Wij nemen de klacht in behandeling.")
		p.decides(workflow.ReasonAdmissibility, "1")
		p.got(cmdtest.Director, workflow.TemplateDefenceAsked) // before it is called off
		p.orders("zonder stukken")
		p.orders("zonder hoorzitting")
		p.until("deliberates", func(c workflow.Case) bool { return c.Status == workflow.StatusDeliberation })
		p.orders("uitspraak: ongegrond")
		p.sends(workflow.TemplateDecision)
	}, workflow.StatusClosed, workflow.OutcomeUnfounded},
	{"inadmissible", func(p *player) {
		p.toTheCommittee()
		p.answers(henk, workflow.TemplateAdmissibility, "Wij nemen de klacht niet in behandeling.")
		p.decides(workflow.ReasonAdmissibility, "2")
		p.sends(workflow.TemplateDecision)
	}, workflow.StatusClosed, workflow.OutcomeInadmissible},
	{"withdrawn", func(p *player) {
		p.Send(annaIs, "Klacht", cmdtest.Story)
		p.got(cmdtest.Director, workflow.TemplateToHandler)
		p.answers(annaIs, workflow.TemplateAcknowledgement, "Ik trek mijn klacht in.")
	}, workflow.StatusClosed, workflow.OutcomeWithdrawn},
	{"about the director", func(p *player) {
		p.Send(annaIs, "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nAnna Bakker")
		p.decides(workflow.ReasonDoubt, "2")
		p.answers(ruud, workflow.TemplateToHandler, "Wij hebben met haar gesproken. Zij belt mevrouw Bakker om het uit te leggen.")
		p.sends(workflow.TemplateProposal)
		p.until("has the proposal", func(c workflow.Case) bool { return c.Status == workflow.StatusProposed })
		p.replies(annaIs, "om het uit te leggen", "Ik ben tevreden.")
	}, workflow.StatusClosed, workflow.OutcomeSettled},
}

// player lets people act. Between their acts time passes, and with it whatever goes
// wrong.
type player struct {
	*watched
	y    *Tally
	what string
	tick func(time.Duration) // lets time pass; the daemon runs when it returns
	cold map[string]bool     // questions about lost mails that the secretary answered
}

// stuck ends a story that does not go on.
type stuck struct{ error }

const theCase = workflow.Number("K-2026-0001")

// await lets time pass until something is so.
func (p *player) await(what string, so func(tx *store.Tx) (bool, error)) {
	p.T.Helper()
	for began := time.Now(); ; {
		ok := false
		err := p.DB.View(p.T.Context(), func(tx *store.Tx) (err error) { ok, err = so(tx); return err })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			panic(stuck{fmt.Errorf("%s: %w", what, err)})
		}
		if ok {
			return
		}
		waited := time.Since(began)
		if waited > 20*24*time.Hour {
			panic(stuck{fmt.Errorf("not within twenty days: %s; the case is %s, the secretary got %q", what, p.TheCase(theCase).Status, p.Subjects(cmdtest.Committee))})
		}
		p.duties()
		p.tick(min(10*time.Minute+waited/8, 2*time.Hour))
	}
}

// step looks with the oracle after an act.
func (p *player) step() {
	w := p.look(false)
	w.Grace = 12 * time.Hour // what goes wrong may last for hours
	p.y.Check(p.T, p.what, w)
	p.tick(10 * time.Minute)
}

// duties: a mail of which nobody knows whether it arrived is sent again on her word.
func (p *player) duties() {
	var c workflow.Case
	if p.DB.View(p.T.Context(), func(tx *store.Tx) (err error) { c, err = tx.Case(theCase); return err }) != nil {
		return
	}
	for _, q := range c.Questions {
		if q.Kind == workflow.QuestionActie && q.Reason == workflow.ReasonUnknown && q.Open() && !p.cold[q.Key] {
			if m, ok := p.asked(q); ok {
				p.cold[q.Key] = true
				p.AnswerActie(m, "1")
			}
		}
	}
}

// asked is the Actie of a question, when it lies in the mailbox.
func (p *player) asked(q workflow.Question) (m workflow.Message, ok bool) {
	marks := map[string]bool{}
	p.DB.View(p.T.Context(), func(tx *store.Tx) error {
		list, err := tx.OutgoingOf(string(theCase))
		for _, o := range list {
			if n, _, err := tx.Notice(o.Notice); err == nil && n.Question == q.Key && n.Template == workflow.TemplateActie {
				marks[o.Mark] = true
			}
		}
		return err
	})
	return p.inbox(cmdtest.Committee, marks)
}

// inbox finds the newest mail in somebody's inbox that bears one of some
// marks of ours: a server may give it another id.
func (p *player) inbox(addr string, marks map[string]bool) (m workflow.Message, ok bool) {
	if len(marks) == 0 {
		return m, false
	}
	for _, x := range slices.Backward(p.Srv.Messages(addr, "INBOX")) {
		if m = reader.Read(strings.NewReader(string(x.Raw)), reader.Options{}); m.Ours != "" && marks[m.Ours] {
			return m, true
		}
	}
	return workflow.Message{}, false
}

// got waits for a mail of a kind at somebody.
func (p *player) got(addr string, kind workflow.Template) (m workflow.Message) {
	p.T.Helper()
	p.await(string(kind)+" at "+addr, func(tx *store.Tx) (ok bool, err error) {
		marks := map[string]bool{}
		list, err := tx.OutgoingOf(string(theCase))
		for _, o := range list {
			if o.Template == kind && o.To == addr {
				marks[o.Mark] = true
			}
		}
		m, ok = p.inbox(addr, marks)
		return ok, err
	})
	return m
}

func bare(from string) string {
	_, addr, ok := strings.Cut(strings.TrimSuffix(from, ">"), "<")
	if !ok {
		return from
	}
	return addr
}

// answers lets somebody answer a mail of a kind once he has it.
func (p *player) answers(from string, kind workflow.Template, text string) {
	p.T.Helper()
	p.Reply(from, p.got(bare(from), kind), text)
	p.step()
}

// replies lets somebody answer the newest letter that holds some words.
func (p *player) replies(from, words, text string) {
	p.T.Helper()
	var letter workflow.Message
	p.await("a letter with "+words, func(*store.Tx) (bool, error) {
		for _, m := range slices.Backward(p.Got(bare(from), "INBOX")) {
			if m.Ours == "" && strings.Contains(strings.Join(strings.Fields(m.Text), " "), words) {
				letter = m
				return true, nil
			}
		}
		return false, nil
	})
	p.Reply(from, letter, text)
	p.step()
}

// until waits until the case is as it should be.
func (p *player) until(what string, so func(workflow.Case) bool) {
	p.T.Helper()
	p.await("a case that "+what, func(tx *store.Tx) (bool, error) {
		c, err := tx.Case(theCase)
		return err == nil && so(c), err
	})
}

// decides lets the secretary answer the Actie with a reason.
func (p *player) decides(reason workflow.Reason, text string) {
	p.T.Helper()
	var m workflow.Message
	p.await("an Actie about "+string(reason), func(tx *store.Tx) (bool, error) {
		c, err := tx.Case(theCase)
		if err != nil {
			return false, err
		}
		for _, q := range c.Questions {
			if q.Kind == workflow.QuestionActie && q.Reason == reason && q.Open() {
				var ok bool
				if m, ok = p.asked(q); ok {
					return true, nil
				}
			}
		}
		return false, nil
	})
	p.AnswerActie(m, text)
	p.step()
}

// orders is a word of the secretary in answer to the newest Actie of the case.
func (p *player) orders(text string) {
	p.T.Helper()
	p.AnswerActie(p.got(cmdtest.Committee, workflow.TemplateActie), text)
	p.step()
}

// sends lets the secretary send the letter of a kind from Drafts.
func (p *player) sends(kind workflow.Template) {
	p.T.Helper()
	key, uid := "", uint32(0)
	p.await("the letter "+string(kind)+" in Drafts", func(tx *store.Tx) (bool, error) {
		c, err := tx.Case(theCase)
		if err != nil {
			return false, err
		}
		drafts, err := tx.LettersOf(string(theCase))
		for _, l := range c.Course.Letters {
			i := slices.IndexFunc(drafts, func(d store.Draft) bool { return d.Key == l.Key })
			if l.Template != kind || l.State != workflow.LetterReady || i < 0 || drafts[i].Secret == "" {
				continue
			}
			for _, x := range p.Srv.Messages(cmdtest.Committee, p.Srv.FolderName("\\Drafts")) {
				if slices.Contains(workflow.Secrets(reader.Read(strings.NewReader(string(x.Raw)), reader.Options{}).Text), drafts[i].Secret) {
					key, uid = l.Key, x.UID
					return true, err
				}
			}
		}
		return false, err
	})
	fill := func(raw []byte) []byte { return []byte(strings.ReplaceAll(string(raw), "=E2=80=A6", "Zie hieronder.")) }
	if _, err := p.Srv.SendDraft(cmdtest.Committee, uid, fill); err != nil {
		panic(stuck{err})
	}
	p.until("has "+key+" sent", func(c workflow.Case) bool {
		return slices.ContainsFunc(c.Course.Letters, func(l workflow.Letter) bool { return l.Key == key && l.State == workflow.LetterSent })
	})
	p.step()
}

// toTheCommittee brings a complaint to the committee.
func (p *player) toTheCommittee() {
	p.T.Helper()
	p.Send(annaIs, "Klacht", cmdtest.Story)
	p.answers(marike, workflow.TemplateToHandler, "Ik bied excuses aan.")
	p.sends(workflow.TemplateProposal)
	p.until("has the proposal", func(c workflow.Case) bool { return c.Status == workflow.StatusProposed })
	p.replies(annaIs, "excuses aan", "Ik wil naar de commissie.")
	p.until("is with the committee", func(c workflow.Case) bool { return c.Status == workflow.StatusAdmissibility })
}

// withCommittee configures a chair and a member.
func withCommittee(c *config.Config) {
	c.People.Chair = config.Person{Name: "Henk Mulder", Address: chair}
	c.People.Members = []config.Person{{Name: "Fatima Yilmaz", Address: member}}
}

// TestStories plays each without any fault.
func TestStories(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			y := &Tally{}
			end := s.run(t, y, "without faults", mailtest.Options{SaveSent: true}, nil)
			if want := fmt.Sprintf("%s %s", s.status, s.outcome); end.state != want || len(end.overtaken) > 0 {
				t.Errorf("the case is %+v, want %q", end, want)
			}
			t.Logf("%s\n%s", end.state, strings.Join(end.told, "\n"))
		})
	}
}
