package daemon_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// fate is what a delivery report says of one recipient.
type fate struct{ to, action, status string }

// reported delivers a delivery report (RFC 3464) on a mail of ours to the mailbox.
func reported(h *daemontest.House, messageID string, fates ...fate) {
	h.T.Helper()
	var groups strings.Builder
	for _, f := range fates {
		fmt.Fprintf(&groups, "\r\nOriginal-Recipient: rfc822; %[1]s\r\nFinal-Recipient: rfc822; %[1]s\r\nAction: %[2]s\r\nStatus: %[3]s\r\n", f.to, f.action, f.status)
	}
	raw := fmt.Sprintf("From: Mail Delivery System <MAILER-DAEMON@mx.perspectief.example>\r\nTo: %s\r\nSubject: Undelivered Mail\r\nMessage-ID: <dsn-%d@mx.perspectief.example>\r\nDate: %s\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.perspectief.example\r\n%s\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <%s>\r\n\r\n--b--\r\n",
		cmdtest.Committee, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z), groups.String(), messageID)
	h.Srv.Deliver(cmdtest.Committee, []byte(raw))
}

// asked reports whether the secretary was asked something in a case.
func asked(h *daemontest.House, number workflow.Number, reason workflow.Reason, about workflow.Template) bool {
	for _, q := range h.TheCase(number).Questions {
		if q.Reason == reason && (about == "" || q.Failed == about) {
			return true
		}
	}
	return false
}

// TestUnknown_proven: whoever answers a mail had it, and whoever reports on its
// delivery took it: it is not sent once more, and nobody is asked about it.
func TestUnknown_proven(t *testing.T) {
	who := mailtest.DropAfterDot + "@voorbeeld.nl"
	for name, prove := range map[string]func(h *daemontest.House, ack, handler store.Outgoing){
		"by answers": func(h *daemontest.House, ack, handler store.Outgoing) {
			h.Send("Anna Bakker <"+who+">", "Re: uw bericht", "Dank voor uw bericht. Ik wacht op u.", "In-Reply-To: <"+ack.MessageID+">\r\n")
			h.Send("Marieke de Wit <"+cmdtest.Director+">", "RE: klacht", "Gezien, ik ga ermee aan de slag.", "In-Reply-To: <"+handler.MessageID+">\r\n")
		},
		"by reports": func(h *daemontest.House, ack, handler store.Outgoing) {
			reported(h, ack.MessageID, fate{who, "delayed", "4.4.1"})
			reported(h, handler.MessageID, fate{handler.To, "relayed", "2.0.0"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{who}}, func(h *daemontest.House) {
				h.Config.People.Director.Address = mailtest.DropAfterDot + "@perspectief.example"
			}, func(h *daemontest.House) {
				h.Send("Anna Bakker <"+who+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-14 10:30")
				ack, handler := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement), mailOf(h, "K-2026-0001", workflow.TemplateToHandler)
				if ack.State != store.StateUnknown || handler.State != store.StateUnknown {
					h.T.Fatalf("they are %s and %s", ack.State, handler.State)
				}
				prove(h, ack, handler)
				h.Until("2026-04-15 12:00")
				for _, tpl := range []workflow.Template{workflow.TemplateAcknowledgement, workflow.TemplateToHandler} {
					if o := mailOf(h, "K-2026-0001", tpl); o.State != store.StateSent || o.Attempts != 1 || !o.Bounced.IsZero() {
						h.T.Errorf("%s is %s after %d attempts, returned %v", tpl, o.State, o.Attempts, o.Bounced)
					}
				}
				if asked(h, "K-2026-0001", workflow.ReasonUnknown, "") || asked(h, "K-2026-0001", workflow.ReasonBounced, "") {
					h.T.Errorf("the secretary is asked: %+v", h.TheCase("K-2026-0001").Questions)
				}
			})
		})
	}
}

// TestUnknown_provenLate: she was asked about a mail, its reader answers it, and she
// says all the same that it is to go once more.
func TestUnknown_provenLate(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.People.Director.Address = mailtest.LostAfterDot + "@perspectief.example"
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-16 09:00")
		actie := h.ActieWith("is een mail verstuurd")
		o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler)
		h.Send("Marieke de Wit <"+o.To+">", "RE: klacht", "Gezien.", "In-Reply-To: <"+o.MessageID+">\r\n")
		h.Until("2026-04-16 10:00")
		if q := unknownAbout(h, workflow.TemplateToHandler); q.Open() || q.Answer != "er kwam antwoord op" {
			h.T.Errorf("she is still asked, or not told why not: %+v", q)
		}
		h.AnswerActie(actie, "1")
		h.Until("2026-04-17 10:00")
		if o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler); o.State != store.StateSent || o.Attempts != 1 {
			h.T.Errorf("it is %s after %d attempts", o.State, o.Attempts)
		}
		var c store.Counts
		h.DB.View(h.T.Context(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
		if c.Aside != 0 || c.Undecided != 0 {
			h.T.Errorf("her answer could not be taken in: %+v", c)
		}
	})
}

// unknownAbout is what the secretary was asked about a mail of unknown fate.
func unknownAbout(h *daemontest.House, about workflow.Template) workflow.Question {
	h.T.Helper()
	for _, q := range h.TheCase("K-2026-0001").Questions {
		if q.Reason == workflow.ReasonUnknown && q.Failed == about {
			return q
		}
	}
	h.T.Fatalf("nothing is asked about %s", about)
	return workflow.Question{}
}

// TestUnknown_provenWhenAsked: what shows that a mail was accepted closes the question
// whether it was, also when it came back afterwards: then that is asked.
func TestUnknown_provenWhenAsked(t *testing.T) {
	for name, tc := range map[string]struct {
		prove   func(h *daemontest.House, o store.Outgoing)
		why     string
		bounced bool
	}{
		"by a report": {func(h *daemontest.House, o store.Outgoing) {
			reported(h, o.MessageID, fate{o.To, "failed", "5.1.1"})
		}, "er kwam een bericht over de bezorging", true},
		"by the own copy": {func(h *daemontest.House, o store.Outgoing) {
			raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: x\r\nMessage-ID: <%s>\r\nX-Klachtenpost: %s\r\nDate: %s\r\n\r\nx\r\n",
				o.From, o.To, o.MessageID, o.Mark, time.Now().Format(time.RFC1123Z))
			h.Srv.Deliver(cmdtest.Committee, []byte(raw))
		}, "de eigen kopie is gezien", false},
	} {
		t.Run(name, func(t *testing.T) {
			from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
				h.Config.People.Director.Address = mailtest.LostAfterDot + "@perspectief.example"
			}, func(h *daemontest.House) {
				h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-16 09:00")
				if q := unknownAbout(h, workflow.TemplateToHandler); !q.Open() {
					h.T.Fatalf("it is closed: %+v", q)
				}
				tc.prove(h, mailOf(h, "K-2026-0001", workflow.TemplateToHandler))
				h.Until("2026-04-16 10:00")
				if q := unknownAbout(h, workflow.TemplateToHandler); q.Open() || q.Answer != tc.why {
					h.T.Errorf("she is still asked, or not told why not: %+v", q)
				}
				if got := asked(h, "K-2026-0001", workflow.ReasonBounced, workflow.TemplateToHandler); got != tc.bounced {
					h.T.Errorf("asked about its return: %v", got)
				}
			})
		})
	}
}

// TestReported: of a mail with a copy to ourselves only what is said of the recipient
// counts, a mail that is late was not returned, and one that a server gave up was,
// whatever its status sounds like.
func TestReported(t *testing.T) {
	const her, us = cmdtest.Complainant, cmdtest.Committee
	for name, tc := range map[string]struct {
		fates []fate
		want  bool // the secretary is told that it did not arrive
	}{
		"failed":                  {[]fate{{her, "failed", "5.1.1"}}, true},
		"tried for days":          {[]fate{{her, "failed", "4.4.7"}}, true},
		"delayed":                 {[]fate{{her, "delayed", "4.4.7"}}, false},
		"relayed":                 {[]fate{{her, "relayed", "2.6.0"}}, false},
		"own copy failed":         {[]fate{{us, "failed", "5.2.2"}}, false},
		"own copy alone arrived":  {[]fate{{us, "delivered", "2.0.0"}, {her, "failed", "5.1.1"}}, true},
		"recipient alone reached": {[]fate{{her, "delivered", "2.0.0"}, {us, "failed", "5.2.2"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mailtest.Options{}, func(h *daemontest.House) {
				h.Send("Anna Bakker <"+her+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-14 10:30")
				reported(h, mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement).MessageID, tc.fates...)
				h.Until("2026-04-21 12:00") // the first overview
				if told := asked(h, "K-2026-0001", workflow.ReasonBounced, ""); told != tc.want {
					h.T.Errorf("the secretary is asked: %v, want %v", told, tc.want)
				}
				if listed := strings.Contains(h.ActieWith("Overzicht").Text, "Niet aangekomen"); listed != tc.want {
					h.T.Errorf("in the overview: %v, want %v", listed, tc.want)
				}
			})
		})
	}
}

// TestLetterReturned: a letter of the secretary that comes back, though the other of
// its two recipients had it.
func TestLetterReturned(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
		h.Until("2026-04-14 11:00")
		letter := h.SendDraft("excuses", func(s string) string { return strings.Replace(s, "Subject:", "Cc: broer@voorbeeld.nl\r\nSubject:", 1) })
		h.Until("2026-04-14 11:30")
		reported(h, letter.MessageID, fate{cmdtest.Complainant, "failed", "5.1.1"}, fate{"broer@voorbeeld.nl", "delivered", "2.0.0"})
		h.Until("2026-04-14 12:00")
		if !asked(h, "K-2026-0001", workflow.ReasonBounced, workflow.TemplateProposal) {
			h.T.Errorf("the secretary is not asked: %+v", h.TheCase("K-2026-0001").Questions)
		}
	})
}

// TestUnknown_overview: of a mail of unknown fate the overview does not say that it
// did not arrive.
func TestUnknown_overview(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.People.Director.Address = mailtest.LostAfterDot + "@perspectief.example"
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-21 12:00")
		text := h.ActieWith("Overzicht").Text
		if strings.Contains(text, "Niet aangekomen") || !strings.Contains(text, "Misschien niet aangekomen") {
			h.T.Errorf("the overview says:\n%s", text)
		}
	})
}
