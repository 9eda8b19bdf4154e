package daemon_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestRealCommittee: over Dovecot and Postfix the committee judges two complaints,
// without a hearing: a day of that cannot pass here. One is founded and ends with
// the besluit, one is unfounded and ends with the decision. What the committee
// writes among itself stays there.
func TestRealCommittee(t *testing.T) {
	const bea = "bea.smit@klagers.example"
	s := realSite{daemontest.NewSite(t, real.Options{Users: []string{bea, chair, member}})}
	s.Config.People.Chair = config.Person{Name: "Henk Mulder", Address: chair}
	s.Config.People.Members = []config.Person{{Name: "Fatima Yilmaz", Address: member}}
	caps := &s.Config.Trust.Caps // what takes months passes here in seconds
	caps.CaseDay, caps.AddressDay, caps.Hour, caps.Day, caps.StaffDay = 1000, 1000, 1000, 1000, 1000
	s.Start()

	common := map[string][]workflow.Template{
		cmdtest.Director: {workflow.TemplateToHandler, workflow.TemplateDefenceAsked},
		chair:            {workflow.TemplateAdmissibility},
		member:           {workflow.TemplateDeliberation},
	}
	complainant := []workflow.Template{workflow.TemplateAcknowledgement, workflow.TemplateToCommittee, workflow.TemplateInterim,
		workflow.TemplateMessageReceived, workflow.TemplateInterim}

	t.Run("founded, to the besluit", func(t *testing.T) {
		s.T = t
		n := s.toDeliberation("Anna Bakker", cmdtest.Complainant, shapes[0])
		s.order(n, "uitspraak: gegrond\naanbeveling: ja")
		decision := s.draft(string(n) + "/U1-")
		s.order(n, "concept rondsturen")
		s.says(shapes[5], "Fatima Yilmaz", member, s.find(member, "Concept van de uitspraak", n.Tag()), "KANARIE-LID: ik mis nog een zin over het telefoneren.")
		s.find(chair, "KANARIE-LID")
		round := s.find(chair, "Concept van de uitspraak", n.Tag())
		if strings.Contains(round.Text, "/U1-") {
			t.Error("the mark of the letter went round with the draft")
		}
		s.says(shapes[6], "Henk Mulder", chair, round, "Akkoord")
		s.UntilCase(n, "has the chair's agreement", func(c workflow.Case) bool { return !c.Course.Agreed.IsZero() })
		s.Srv.SendDraft(cmdtest.Committee, decision)
		s.untilStatus(n, workflow.StatusDirectorDecides)
		for _, addr := range []string{cmdtest.Complainant, cmdtest.Director} {
			s.find(addr, n.Tag(), "Het oordeel: gegrond")
		}

		s.staff(shapes[1], s.find(cmdtest.Director, "Uw besluit gevraagd", n.Tag()), "Ik neem de aanbeveling over. De werkwijze wordt aangepast.")
		promised := terms.DutchDate(terms.Of(time.Now(), s.Config.Location).Add(60))
		s.Decide(s.Actie(n, workflow.ReasonBesluit), "1\nmaatregel: "+promised+" nieuwe werkafspraak")
		s.UntilCase(n, "has what was promised", func(c workflow.Case) bool { return len(c.Course.Measures) == 1 })
		s.Srv.SendDraft(cmdtest.Committee, s.draft(string(n)+"/S1-"))
		s.Srv.SendDraft(cmdtest.Committee, s.draft(string(n)+"/T1-"))
		s.untilStatus(n, workflow.StatusClosed)
		for _, addr := range []string{cmdtest.Complainant, chair, member} {
			s.find(addr, n.Tag(), "De werkwijze wordt aangepast")
		}
		if c := s.TheCase(n); c.Outcome != workflow.OutcomeFounded || c.Course.Followed != workflow.FollowedWholly {
			t.Errorf("the case is %s %q, followed: %s", c.Status, c.Outcome, c.Course.Followed)
		}
		want := with(common, cmdtest.Complainant, complainant...)
		want = with(want, cmdtest.Director, workflow.TemplateBesluitAsked)
		want = with(want, chair, workflow.TemplateDraftDecision, workflow.TemplateDeliberation)
		want = with(want, member, workflow.TemplateDraftDecision)
		s.wantSent(n, want)
	})

	t.Run("unfounded, to the decision", func(t *testing.T) {
		s.T = t
		n := s.toDeliberation("Bea Smit", bea, shapes[3])
		s.order(n, "uitspraak: ongegrond")
		s.Srv.SendDraft(cmdtest.Committee, s.draft(string(n)+"/U1-"))
		s.untilStatus(n, workflow.StatusClosed)
		s.find(bea, n.Tag(), "Het oordeel: ongegrond")
		if c := s.TheCase(n); c.Outcome != workflow.OutcomeUnfounded {
			t.Errorf("the case is %s %q", c.Status, c.Outcome)
		}
		s.wantSent(n, with(common, bea, complainant...))
	})

	s.T = t
	s.wantForgotten()
	for _, addr := range []string{cmdtest.Complainant, bea, cmdtest.Director, daemontest.Board} {
		for _, m := range s.Srv.Mails(addr, "INBOX") {
			if strings.Contains(decoded(m.Raw), "KANARIE") {
				t.Errorf("what the committee wrote among itself reached %s", addr)
			}
		}
	}
	for _, m := range s.Srv.Mails(cmdtest.Committee, "Drafts") {
		if strings.Contains(decoded(m.Raw), "KANARIE") {
			t.Error("what the committee wrote among itself stands in a draft")
		}
	}
	s.WantNothingTwice(cmdtest.Complainant, bea, cmdtest.Director, daemontest.Board, chair, member, cmdtest.Committee)
	s.WantCommitteeUntouched()
}

// toDeliberation brings a complaint through all the committee asks for, without a
// hearing.
func (s realSite) toDeliberation(name, addr string, sh shape) workflow.Number {
	s.T.Helper()
	n, letter := s.complain(name, addr, sh, "Ik bied "+name+" excuses aan.")
	s.Srv.SendDraft(cmdtest.Committee, letter)
	s.untilStatus(n, workflow.StatusProposed)
	s.says(sh, name, addr, s.find(addr, "Ik bied "+name+" excuses aan."), "Ik wil naar de commissie.")
	s.untilStatus(n, workflow.StatusAdmissibility)

	s.Srv.SendDraft(cmdtest.Committee, s.draft(string(n)+"/K1-"))
	for _, who := range []string{chair, member} {
		s.wantDossier(n, who)
	}
	canary := "KANARIE-BERAAD " + name
	s.says(shapes[2], "Henk Mulder", chair, s.find(chair, "Neemt de commissie deze zaak in behandeling?", n.Tag()), "Wij nemen de klacht in behandeling. "+canary)
	s.find(member, canary)
	s.Decide(s.Actie(n, workflow.ReasonAdmissibility), "1")
	s.untilStatus(n, workflow.StatusStatements)

	s.staff(sh, s.find(cmdtest.Director, "Uw kant van het verhaal", n.Tag()), "Bij "+name+" is gehandeld zoals afgesproken.")
	s.Srv.SendDraft(cmdtest.Committee, s.draft("Bij "+name+" is gehandeld"))
	s.UntilCase(n, "asks for the reply", func(c workflow.Case) bool {
		return c.Course.Letters[len(c.Course.Letters)-1].State == workflow.LetterSent
	})
	s.says(sh, name, addr, s.find(addr, "Bij "+name+" is gehandeld"), "Dat klopt niet, zegt "+name+". Er was niets afgesproken.")
	s.Srv.SendDraft(cmdtest.Committee, s.draft("Dat klopt niet, zegt "+name))
	s.find(member, "Dat klopt niet, zegt "+name)
	s.Decide(s.Actie(n, workflow.ReasonReplied), "2")
	s.untilStatus(n, workflow.StatusDeliberation)
	return n
}

// staff is the director's answer in her mail client, submitted in the house.
func (s realSite) staff(sh shape, to original, text string) {
	s.T.Helper()
	s.Srv.Submit(cmdtest.Director, []string{cmdtest.Committee}, sh.write(written{Name: "Marieke de Wit", Addr: cmdtest.Director, Of: to, Text: text, Now: time.Now()}))
}

// order is a word of the secretary in answer to the newest Actie of a case, open or
// not.
func (s realSite) order(n workflow.Number, text string) {
	s.T.Helper()
	list := s.Ours(cmdtest.Committee)
	for _, m := range slices.Backward(list) {
		if strings.HasPrefix(m.Subject, "Actie") && strings.Contains(m.Subject, n.Tag()) {
			s.Decide(m, text)
			return
		}
	}
	s.T.Fatalf("no Actie of %s", n)
}

// wantDossier waits for the dossier at somebody of the committee, and looks at what
// is attached.
func (s realSite) wantDossier(n workflow.Number, addr string) {
	s.T.Helper()
	s.find(addr, "Zaak "+n.Tag()+": het dossier")
	for _, m := range s.Srv.Mails(addr, "INBOX") {
		if !strings.Contains(reader.Read(bytes.NewReader(m.Raw), reader.Options{}).Subject, n.Tag()+": het dossier") {
			continue
		}
		var pdf []byte
		err := reader.Attachments(bytes.NewReader(m.Raw), func(a workflow.Attachment, content io.Reader) (err error) {
			pdf, err = io.ReadAll(content)
			return err
		})
		if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("%%EOF")) {
			s.T.Errorf("the dossier of %s at %s is no whole PDF: %d bytes, %v", n, addr, len(pdf), err)
		}
		return
	}
}

// with adds mails to what somebody is to get.
func with(m map[string][]workflow.Template, addr string, more ...workflow.Template) map[string][]workflow.Template {
	m = maps.Clone(m)
	m[addr] = slices.Concat(m[addr], more)
	return m
}

// wantSent checks which automatic mails of a case were made for everybody but the
// secretary.
func (s realSite) wantSent(n workflow.Number, want map[string][]workflow.Template) {
	s.T.Helper()
	sorted := func(m map[string][]workflow.Template) string {
		var lines []string
		for addr, list := range m {
			lines = append(lines, fmt.Sprint(addr, slices.Sorted(slices.Values(list))))
		}
		return strings.Join(slices.Sorted(slices.Values(lines)), "\n")
	}
	got := make(map[string][]workflow.Template)
	s.View(func(tx *store.Tx) error {
		c, err := tx.Case(n)
		if err != nil {
			return err
		}
		list, err := tx.OutgoingOf(c.Key)
		for _, o := range list {
			if !o.Letter && o.To != cmdtest.Committee {
				got[o.To] = append(got[o.To], o.Template)
			}
		}
		return err
	})
	if sorted(got) != sorted(want) {
		s.T.Errorf("%s sent\n%s\nwant\n%s", n, sorted(got), sorted(want))
	}
}

// wantForgotten: once the decision was sent, the words of the deliberation are gone.
func (s realSite) wantForgotten() {
	s.T.Helper()
	s.View(func(tx *store.Tx) error {
		for id := int64(1); id < 500; id++ {
			m, err := tx.Message(id)
			if err == nil && strings.Contains(m.Subject+m.Text+m.NewText, "KANARIE") {
				s.T.Errorf("message %d, %q, still holds what the committee wrote", id, m.Subject)
			}
		}
		return nil
	})
}
