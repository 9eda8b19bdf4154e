package daemon_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// from runs f on a daemon whose configuration was changed.
func from(t *testing.T, at string, o mailtest.Options, change func(*daemontest.House), f func(*daemontest.House)) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, o)
		if change != nil {
			change(h)
		}
		h.Until(at)
		h.Start()
		time.Sleep(5 * time.Minute)
		f(h)
		h.Stop()
	})
}

func away(from, to terms.Date) []workflow.Period { return []workflow.Period{{From: from, To: to}} }

// TestSendAgain: "1 opnieuw sturen": the mail of unknown fate goes out once more.
func TestSendAgain(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.People.Director.Address = "drop-after-dot@perspectief.example"
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("is een mail verstuurd"), "1")
		h.Until("2026-04-20 13:00")
		for _, o := range h.Outgoing("K-2026-0001") {
			if o.Template == workflow.TemplateToHandler && o.Attempts < 2 {
				t.Errorf("klacht-directeur: %s after %d attempts; she chose: send again", o.State, o.Attempts)
			}
		}
	})
}

// TestSideQuestion: an answer about a mail that did not arrive decides nothing about the message it was about.
func TestSideQuestion(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.Urgent.To = []string{"permerror@perspectief.example"}
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "hallo", "Ik weet het niet meer, ik wil niet meer leven.")
		h.Until("2026-04-14 10:30")
		h.AnswerActie(h.ActieWith("niet verstuurd"), "1")
		h.Until("2026-04-14 12:00")
		it := h.Item("I-1")
		if it.State != workflow.ItemOpen {
			t.Errorf("the message of Anna became %q by an answer about another mail", it.State)
		}
	})
}

// TestJoinedByThirdParty: "2 hoort bij" on a mail of the director: the complainant, who wrote
// nothing, hears nothing, and the words do not become part of the complaint.
func TestJoinedByThirdParty(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.Until("2026-04-14 10:20")
		h.Send(cmdtest.Director, "meneer Jansen", "Vertrouwelijk: KANARIE. Die meneer Jansen is bij ons bekend als lastig.")
		h.Until("2026-04-14 10:40")
		before := len(h.Got(cmdtest.Complainant, "INBOX"))
		h.AnswerActie(h.ActieWith("nieuw bericht"), "2: K-2026-0001-3")
		h.Until("2026-04-14 11:10")
		if n := len(h.Got(cmdtest.Complainant, "INBOX")); n > before {
			t.Errorf("complainant wrote nothing and hears: %s", h.Text(cmdtest.Complainant))
		}
		h.AnswerActie(h.ActieWith("waar gaat die naartoe"), "2")
		h.Until("2026-04-14 11:40")
		if strings.Contains(h.Text("bestuur@perspectief.example"), "KANARIE") {
			t.Errorf("the director's words went to the board as the complaint:\n%s", h.Last("bestuur@perspectief.example", "INBOX").Text)
		}
	})
}

// TestStandInReplies: what a stand-in answers about a message is not the sender's word.
func TestStandInReplies(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{"joke@perspectief.example"}}, func(h *daemontest.House) {
		h.Config.People.Secretary.Standin.Name = "Joke Smit"
		h.Config.People.Secretary.Standin.Address = "joke@perspectief.example"
		h.Config.Intake.Release = config.ReleaseAlways
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "vraag", "Wanneer gaat u open?")
		h.Until("2026-04-23 12:00")
		act := h.Last("joke@perspectief.example", "INBOX")
		before := len(h.Got(cmdtest.Complainant, "INBOX"))
		h.Send("Joke Smit <joke@perspectief.example>", "Re: "+act.Subject, "Karin, KANARIE: ik ken die vrouw, niet serieus nemen.", "In-Reply-To: <"+act.MessageID+">\r\n")
		h.Until("2026-04-23 12:30")
		if n := len(h.Got(cmdtest.Complainant, "INBOX")); n > before {
			t.Errorf("sender wrote nothing on 23 April and hears: %s", h.Text(cmdtest.Complainant))
		}
		h.AnswerActie(h.ActieWith("nieuw bericht"), "1")
		h.Until("2026-04-23 13:00")
		c := h.TheCase("K-2026-0001")
		if len(c.Story) > 1 {
			t.Errorf("story of the complaint: messages %v", c.Story)
		}
		h.AnswerActie(h.ActieWith("mag die door"), "1")
		h.Until("2026-04-23 13:30")
		if strings.Contains(h.Text(cmdtest.Director), "KANARIE") {
			t.Errorf("stand-in's words went to the director as part of the complaint")
		}
	})
}

// TestSecretaryAway: the acknowledgement names the stand-in, and she is told.
func TestSecretaryAway(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{"joke@perspectief.example"}}, func(h *daemontest.House) {
		h.Config.People.Secretary.Standin.Name = "Joke Smit"
		h.Config.People.Secretary.Standin.Address = "joke@perspectief.example"
		h.Config.People.Secretary.Absent = away(terms.Date{Year: 2026, Month: time.April, Day: 14}, terms.Date{Year: 2026, Month: time.May, Day: 8})
	}, func(h *daemontest.House) {
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.Until("2026-04-14 10:30")
		h.Until("2026-05-11 12:00")
		if n := len(h.Got("joke@perspectief.example", "INBOX")); n == 0 {
			t.Errorf("Joke got nothing in four weeks")
		}
		h.Until("2026-05-21 09:00")
	})
}

// TestSettledByHand: in-behandeling waits for the director's mail, and not for ever.
func TestSettledByHand(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.People.Director.Address = "drop-after-dot@perspectief.example"
		h.Config.Intake.Release = config.ReleaseAlways
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.AnswerActie(h.Actie("K-2026-0001"), "1")
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("is een mail verstuurd"), "2")
		h.Until("2026-04-20 12:00")
		h.DB.View(context.Background(), func(tx *store.Tx) error {
			list, _ := tx.Notices("K-2026-0001")
			for _, n := range list {
				if n.Template == workflow.TemplateTakenUp {
					_, state, _ := tx.Notice(n.ID)
					if state == store.StateWaiting {
						t.Errorf("days later in-behandeling is %s, looked at again at %s (now %s)", state, n.NotBefore.Format("15:04:05"), time.Now().UTC().Format("15:04:05"))
					}
				}
			}
			return nil
		})
	})
}

// TestNoMailAtNight: mail that waited over a stop does not leave in the night of Saturday.
func TestNoMailAtNight(t *testing.T) {
	from(t, "2026-04-19 19:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-19 20:00")
		h.Stop()
		h.Until("2026-04-25 03:00")
		h.Start()
		h.Until("2026-04-25 04:00")
		for _, s := range h.Subjects(cmdtest.Director) {
			t.Errorf("director: %s", s)
		}
	})
}

// TestReplyToItem: a reply to the first mail joins the case that the message became.
func TestReplyToItem(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "vraag", "Mijn bemiddelaar kwam niet opdagen op 1 april en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nAnna Bakker")
		h.Until("2026-04-14 10:20")
		first := h.Last(cmdtest.Complainant, "INBOX")
		h.AnswerActie(h.ActieWith("nieuw bericht"), "1")
		h.Until("2026-04-14 10:40")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Re: "+first.Subject, "Nog een aanvulling: hij kwam op 8 april ook niet.\n\nAnna Bakker", "In-Reply-To: <"+first.MessageID+">\r\n")
		h.Until("2026-04-14 11:00")
		h.AnswerActie(h.ActieWith("nieuw bericht"), "1")
		h.Until("2026-04-14 11:20")
		var cases []workflow.Number
		h.DB.View(context.Background(), func(tx *store.Tx) (err error) { cases, err = tx.OpenCases(); return err })
		if len(cases) != 1 {
			t.Errorf("cases %v from one complaint and a reply to it", cases)
		}
	})
}

// TestItemOfTwoMessages: what the sender added before it was a case is part of the complaint.
func TestItemOfTwoMessages(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "vraag", "Mijn bemiddelaar kwam niet opdagen op 1 april en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nAnna Bakker")
		h.Until("2026-04-14 10:20")
		first := h.Last(cmdtest.Complainant, "INBOX")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Re: "+first.Subject, "Ik vergat het belangrijkste: KANARIE.\n\nAnna Bakker", "In-Reply-To: <"+first.MessageID+">\r\n")
		h.Until("2026-04-16 09:40")
		h.AnswerActie(h.ActieWith("nieuw bericht"), "1")
		h.Until("2026-04-16 10:00")
		if !strings.Contains(h.Text(cmdtest.Director), "KANARIE") {
			t.Errorf("the second message, there before she decided, is not in what the director got")
		}
	})
}

// TestTwoCopies: one mail by way of two addresses is answered once.
func TestTwoCopies(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		for _, alias := range []string{"klachten", "info"} {
			raw := fmt.Sprintf("Received: from mx.voorbeeld.nl by mx.perspectief.example for <%s@perspectief.example>; Tue, 14 Apr 2026 10:05:00 +0200\r\nFrom: Anna Bakker <%s>\r\nTo: %s, info@perspectief.example\r\nSubject: Klacht\r\nMessage-ID: <een@voorbeeld.nl>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
				alias, cmdtest.Complainant, cmdtest.Committee, strings.ReplaceAll(cmdtest.Story, "\n", "\r\n"))
			h.Srv.Deliver(cmdtest.Committee, []byte(raw))
			time.Sleep(3 * time.Second)
		}
		h.Until("2026-04-14 10:30")
		h.WantMails(cmdtest.Complainant, 1)
	})
}

// TestOneQuestion: held and incomplete: there is one question for one decision.
func TestOneQuestion(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send(cmdtest.Complainant, "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.")
		h.Until("2026-04-14 10:20")
		ack := h.Last(cmdtest.Complainant, "INBOX")
		h.Send(cmdtest.Complainant, "Re: "+ack.Subject, "Anna Bakker", "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.Until("2026-04-14 10:40")
		n := 0
		for _, q := range h.TheCase("K-2026-0001").Questions {
			if q.Open() && q.Kind == workflow.QuestionActie {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%d open Acties for one decision", n)
		}
	})
}

// TestDigitWithoutQuestion: a digit in a new mail is done or answered, never swallowed.
func TestDigitWithoutQuestion(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft op 1 april opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.Until("2026-04-14 10:20")
		raw := fmt.Sprintf("From: Karin <%[1]s>\r\nTo: %[1]s\r\nSubject: [K-2026-0001-3]\r\nMessage-ID: <x@perspectief.example>\r\n\r\n2\r\n", cmdtest.Committee)
		h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
		before := len(h.Got(cmdtest.Committee, "INBOX"))
		h.Until("2026-04-14 12:20")
		if c := h.TheCase("K-2026-0001"); c.Handler == "" && len(h.Got(cmdtest.Committee, "INBOX")) == before {
			t.Errorf("neither done nor said that it was not done")
		}
	})
}

// TestWritingSettles: doing what the Actie asks is its answer.
func TestWritingSettles(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		d := h.Last(cmdtest.Director, "INBOX")
		h.Send(cmdtest.Director, "Re: "+d.Subject, "Ik heb mevrouw gesproken en bied excuses aan.", "In-Reply-To: <"+d.MessageID+">\r\n")
		h.Until("2026-04-14 10:40")
		raw := fmt.Sprintf("From: Karin <%s>\r\nTo: %s\r\nSubject: [K-2026-0001-3]\r\nMessage-ID: <brief@perspectief.example>\r\n\r\nGeachte mevrouw Bakker, de directeur biedt excuses aan.\r\n", cmdtest.Committee, cmdtest.Complainant)
		h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
		h.Until("2026-04-28 09:00")
		for _, q := range h.TheCase("K-2026-0001").Questions {
			if q.Reason == workflow.ReasonHandler && q.Open() {
				t.Errorf("still open; mails: %q", h.Subjects(cmdtest.Committee))
			}
		}
	})
}

// TestActiesDoNotCount: Acties do not use up what a complainant may hear in a day.
func TestActiesDoNotCount(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send(cmdtest.Complainant, "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.")
		h.Until("2026-04-14 10:20")
		ack := h.Last(cmdtest.Complainant, "INBOX")
		h.Send(cmdtest.Complainant, "Re: "+ack.Subject, "Anna Bakker", "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.Until("2026-04-14 12:00")
		h.WantMails(cmdtest.Complainant, 2)
	})
}

// TestTwoUnfetchable: two mails that cannot be fetched are two, whatever their numbers.
func TestTwoUnfetchable(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		d := daemon.New(h.Config, h.DB, nil, nil, slog.New(slog.DiscardHandler))
		err := h.DB.Update(context.Background(), func(tx *store.Tx) error {
			for _, f := range []struct {
				n string
				s workflow.Source
			}{{"Archief", workflow.SourceOther}, {"INBOX", workflow.SourceInbox}} {
				if err := d.Placeholder(tx, mailbox.Failure{Fetched: mailbox.Fetched{Key: mailbox.Key{Folder: f.n, UIDValidity: 1, UID: 77}, Source: f.s, InternalDate: time.Now()}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var items []string
		h.DB.View(context.Background(), func(tx *store.Tx) (err error) { items, err = tx.OpenItems(); return err })
		if len(items) != 2 {
			t.Errorf("the secretary hears of %d of 2 mails: %v", len(items), items)
		}
	})
}

// TestStillAsked: somebody who is still asked for a name does not read that nothing has to be done.
func TestStillAsked(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send(cmdtest.Complainant, "klacht", "Ik wil een klacht indienen. Uw medewerker is twee keer niet komen opdagen\nbij een afspraak en heeft niets laten horen.")
		h.Until("2026-04-14 10:20")
		h.Send(cmdtest.Complainant, "[K-2026-0001-3] nog iets", "Het was op 1 en op 8 april, om tien uur.")
		h.Until("2026-04-14 10:40")
		if s := h.Text(cmdtest.Complainant); strings.Contains(s, "U hoeft nu niets te doen") {
			t.Errorf("status %s, missing %v: %.200s", h.TheCase("K-2026-0001").Status, h.TheCase("K-2026-0001").Missing, s)
		}
	})
}

// TestQuotedHelpline: a reply that quotes our own "Denkt u aan zelfdoding? Bel 113"
// is no cry for help; the same words of the writer's own are.
func TestQuotedHelpline(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		ack := h.Last(cmdtest.Complainant, "INBOX")
		quote := "Op di 14 apr. 2026 om 10:06 schreef Perspectief <" + cmdtest.Committee + ">:\n> " + strings.ReplaceAll(ack.Text, "\n", "\n> ")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Re: "+ack.Subject, "Het was op 2 april om tien uur.\n\n"+quote, "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.Until("2026-04-14 10:30")
		urgent := func() (n int) {
			for _, o := range h.Outgoing("K-2026-0001") {
				if o.Template == workflow.TemplateUrgent {
					n++
				}
			}
			return n
		}
		if n := urgent(); n != 0 {
			t.Errorf("%d times Spoed over our own words", n)
		}
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Re: "+ack.Subject, "Ik wil niet meer leven.\n\n"+quote, "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.Until("2026-04-14 10:40")
		if n := urgent(); n != 1 {
			t.Errorf("%d times Spoed over words of danger, want 1", n)
		}
	})
}
