package daemon_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
	"klachtenpost/workflow"
)

// realSite is a daemon on Dovecot and Postfix where people answer in their clients.
type realSite struct{ *daemontest.Site }

// find waits for a mail at somebody in which all parts stand, as it lies there.
func (s realSite) find(addr string, parts ...string) original {
	s.T.Helper()
	var found original
	s.Until(fmt.Sprintf("mail at %s with %q", addr, parts), func() bool {
		for _, m := range s.Srv.Mails(addr, "INBOX") {
			text := reader.Read(bytes.NewReader(m.Raw), reader.Options{})
			all := true
			for _, p := range parts {
				all = all && strings.Contains(text.Subject+"\n"+text.Text, p)
			}
			if all {
				found = originalOf(s.T, m.Raw)
				found.Received = m.InternalDate.In(s.Config.Location)
				return true
			}
		}
		return false
	})
	return found
}

// draft waits for a letter in Drafts.
func (s realSite) draft(part string) (found real.Mail) {
	s.T.Helper()
	s.Until("a draft with "+part, func() bool {
		for _, m := range s.Srv.Mails(cmdtest.Committee, "Drafts") {
			if strings.Contains(decoded(m.Raw), part) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// send presses Send on a draft in a client that writes it anew.
func (s realSite) send(m real.Mail, write func(draft) []byte, to ...string) {
	s.T.Helper()
	raw := write(openDraft(&house{T: s.T}, m.Raw))
	s.Srv.Submit(cmdtest.Committee, append(to, cmdtest.Committee), raw)
	s.Srv.Append(cmdtest.Committee, "Sent", raw, imap.FlagSeen)
	s.Srv.Remove(cmdtest.Committee, "Drafts", m.UID)
}

// complain brings a complaint to the letter with the director's answer.
func (s realSite) complain(name, addr string, director shape, answer string) (workflow.Number, real.Mail) {
	s.T.Helper()
	s.Srv.Deliver(addr, cmdtest.Committee, daemontest.TextMail(name+" <"+addr+">", cmdtest.Committee, "Klacht over de bemiddeling",
		strings.ReplaceAll(cmdtest.Story, "Anna Bakker", name)))
	tag := regexp.MustCompile(`K-\d{4}-\d{4}`).FindString(s.find(addr, "[K-").Subject)
	to := s.find(cmdtest.Director, "Naam: "+name)
	s.Srv.Submit(cmdtest.Director, []string{cmdtest.Committee}, director.write(written{Name: "Marieke de Wit", Addr: cmdtest.Director, Of: to, Text: answer, Now: time.Now()}))
	return workflow.Number(tag), s.draft(answer)
}

// says delivers somebody's answer from a server elsewhere.
func (s realSite) says(sh shape, name, addr string, to original, text string) {
	s.T.Helper()
	s.Srv.Deliver(addr, cmdtest.Committee, sh.write(written{Name: name, Addr: addr, Of: to, Text: text, Now: time.Now()}))
}

func (s realSite) untilStatus(n workflow.Number, want workflow.Status) {
	s.T.Helper()
	s.UntilCase(n, "is "+string(want), func(c workflow.Case) bool { return c.Status == want })
}

// TestRealPath: over Dovecot and Postfix complaints are settled in every client that
// people answer with and in six that the secretary may send her letter with, and each
// gets no mail too many.
func TestRealPath(t *testing.T) {
	names := []string{"Anna Bakker", "Bea Smit", "Cees Vos", "Dina Mol", "Erik Bos", "Frits Kok", "Gerda Pol", "Hanna Dam", "Iris Prins"}
	var users []string
	for _, name := range names {
		users = append(users, strings.ToLower(strings.ReplaceAll(name, " ", "."))+"@klagers.example")
	}
	s := realSite{daemontest.NewSite(t, real.Options{Users: users})}
	caps := &s.Config.Trust.Caps
	caps.Hour, caps.Day, caps.StaffDay = 1000, 1000, 1000
	s.Start()
	for i, sh := range shapes {
		t.Run(sh.name, func(t *testing.T) {
			s.T = t
			name, addr, answer := names[i], users[i], fmt.Sprintf("Ik bied %d maal excuses aan.", i+1)
			n, letter := s.complain(name, addr, shapes[(i+4)%len(shapes)], answer)
			how := sending[i%len(sending)]
			if i == 3 {
				s.Srv.SendDraft(cmdtest.Committee, letter) // Thunderbird, as the real one does
			} else {
				s.send(letter, how.send, addr)
			}
			s.untilStatus(n, workflow.StatusProposed)
			s.says(sh, name, addr, s.find(addr, answer), "Dank u wel.\n\nIk ben tevreden met deze oplossing.")
			s.untilStatus(n, workflow.StatusClosed)
			s.UntilOurs(addr, 2) // the acknowledgement and the closing; the letter is the secretary's
			if c := s.TheCase(n); c.Outcome != workflow.OutcomeSettled {
				t.Errorf("%s is %q", n, c.Outcome)
			}
			for _, q := range s.TheCase(n).Questions {
				if q.Kind == workflow.QuestionActie && q.Reason != workflow.ReasonHandler {
					t.Errorf("sent with %s, the secretary was asked %s", how.name, q.Reason)
				}
			}
		})
	}
	s.T = t
	s.WantOurs(cmdtest.Director, len(shapes))
	for _, addr := range users {
		s.WantOurs(addr, 2)
		if n := len(s.Inbox(addr)); n != 3 {
			t.Errorf("%s has %d mails, want the acknowledgement, the letter and the closing", addr, n)
		}
	}
	s.WantNothingTwice(append(users, cmdtest.Director, cmdtest.Committee)...)
	s.WantCommitteeUntouched()
}

// TestRealUnclear: three answers that decide nothing, one of them clear but from
// another address, over Dovecot and Postfix.
func TestRealUnclear(t *testing.T) {
	s := realSite{daemontest.NewSite(t, real.Options{Users: []string{annaWork}})}
	s.Start()
	n, draft := s.complain("Anna Bakker", cmdtest.Complainant, shapes[0], "Ik bied excuses aan.")
	s.Srv.SendDraft(cmdtest.Committee, draft)
	s.untilStatus(n, workflow.StatusProposed)
	letter := s.find(cmdtest.Complainant, "Ik bied excuses aan.")
	asked := func(reason workflow.Reason, times int) {
		t.Helper()
		s.UntilCase(n, fmt.Sprintf("asks %d times %s", times, reason), func(c workflow.Case) bool {
			k := 0
			for _, q := range c.Questions {
				if q.Kind == workflow.QuestionActie && q.Reason == reason {
					k++
				}
			}
			return k == times
		})
		if c := s.TheCase(n); c.Status != workflow.StatusProposed {
			t.Fatalf("the case is %s", c.Status)
		}
	}
	s.says(shapes[0], "Anna Bakker", cmdtest.Complainant, letter, "Als zij echt weggaat, dan ben ik tevreden. KANARIE-A")
	asked(workflow.ReasonUnclear, 1)
	s.says(shapes[5], "Anna Bakker", annaWork, letter, "Ja, ik ben tevreden. KANARIE-B")
	asked(workflow.ReasonOtherAddress, 1)
	s.find(cmdtest.Complainant, "ander")
	s.says(shapes[6], "Anna Bakker", cmdtest.Complainant, letter, "Misschien wel, ik weet het niet. KANARIE-C")
	asked(workflow.ReasonUnclear, 2)
	s.Decide(s.Actie(n, workflow.ReasonUnclear), "2")
	s.untilStatus(n, workflow.StatusChoosing)
	s.says(shapes[1], "Anna Bakker", cmdtest.Complainant, s.find(cmdtest.Complainant, "Wilt u naar de klachtencommissie?"), "Doe maar de commissie.")
	s.untilStatus(n, workflow.StatusAdmissibility)
	if list := s.Inbox(annaWork); len(list) > 0 {
		t.Errorf("the other address got %q", list[0].Subject)
	}
	for _, addr := range []string{cmdtest.Complainant, cmdtest.Director, daemontest.Board} {
		for _, m := range s.Inbox(addr) {
			if strings.Contains(m.Text, "KANARIE") {
				t.Errorf("her words stand in %q to %s", m.Subject, addr)
			}
		}
	}
	s.WantCommitteeUntouched()
}
