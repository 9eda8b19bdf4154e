package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// from runs f on a daemon whose configuration was changed.
func from(t *testing.T, at string, o mailtest.Options, change func(*house), f func(*house)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, o)
		if change != nil {
			change(h)
		}
		h.until(at)
		h.start()
		time.Sleep(5 * time.Minute)
		f(h)
		h.stop()
	})
}

func away(from, to terms.Date) []workflow.Period { return []workflow.Period{{From: from, To: to}} }

// subjects are the mails in somebody's inbox with their moments.
func (h *house) subjects(addr string) []string {
	var l []string
	for _, m := range h.got(addr, "INBOX") {
		l = append(l, m.Received.In(h.cfg.Location).Format("Mon 01-02 15:04 ")+m.Subject)
	}
	return l
}

func (h *house) item(key string) workflow.Item {
	h.t.Helper()
	var it workflow.Item
	err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
		it, err = tx.Item(key)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return it
}

// actieWith is the newest Actie whose subject holds s.
func (h *house) actieWith(s string) workflow.Message {
	h.t.Helper()
	list := h.got(testCommittee, "INBOX")
	for i := len(list) - 1; i >= 0; i-- {
		if strings.Contains(list[i].Subject, s) && list[i].Ours != "" {
			return list[i]
		}
	}
	h.t.Fatalf("no Actie with %q in %q", s, h.subjects(testCommittee))
	return workflow.Message{}
}

// text is the newest mail of somebody on one line.
func (h *house) text(addr string) string {
	h.t.Helper()
	return strings.Join(strings.Fields(h.last(addr, "INBOX").Text), " ")
}

// TestSendAgain: "1 opnieuw sturen": the mail of unknown fate goes out once more.
func TestSendAgain(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *house) {
		h.cfg.People.Director.Address = "drop-after-dot@perspectief.example"
	}, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 13:00")
		h.answerActie(h.actieWith("is een mail verstuurd"), "1")
		h.until("2026-04-20 13:00")
		for _, o := range h.outgoing("K-2026-0001") {
			if o.Template == workflow.TemplateToHandler && o.Attempts < 2 {
				t.Errorf("klacht-directeur: %s after %d attempts; she chose: send again", o.State, o.Attempts)
			}
		}
	})
}

// TestSideQuestion: an answer about a mail that did not arrive decides nothing about the message it was about.
func TestSideQuestion(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *house) {
		h.cfg.Urgent.To = []string{"permerror@perspectief.example"}
	}, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "hallo", "Ik weet het niet meer, ik wil niet meer leven.")
		h.until("2026-04-14 10:30")
		h.answerActie(h.actieWith("niet verstuurd"), "1")
		h.until("2026-04-14 12:00")
		it := h.item("I-1")
		if it.State != workflow.ItemOpen {
			t.Errorf("the message of Anna became %q by an answer about another mail", it.State)
		}
	})
}

// TestJoinedByThirdParty: "2 hoort bij" on a mail of the director: the complainant, who wrote
// nothing, hears nothing, and the words do not become part of the complaint.
func TestJoinedByThirdParty(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Peter Jansen <"+testComplainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.until("2026-04-14 10:20")
		h.send(testDirector, "meneer Jansen", "Vertrouwelijk: KANARIE. Die meneer Jansen is bij ons bekend als lastig.")
		h.until("2026-04-14 10:40")
		before := len(h.got(testComplainant, "INBOX"))
		h.answerActie(h.actieWith("nieuw bericht"), "2: K-2026-0001-3")
		h.until("2026-04-14 11:10")
		if n := len(h.got(testComplainant, "INBOX")); n > before {
			t.Errorf("complainant wrote nothing and hears: %s", h.text(testComplainant))
		}
		h.answerActie(h.actieWith("waar gaat die naartoe"), "2")
		h.until("2026-04-14 11:40")
		if strings.Contains(h.text("bestuur@perspectief.example"), "KANARIE") {
			t.Errorf("the director's words went to the board as the complaint:\n%s", h.last("bestuur@perspectief.example", "INBOX").Text)
		}
	})
}

// TestStandInReplies: what a stand-in answers about a message is not the sender's word.
func TestStandInReplies(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{"joke@perspectief.example"}}, func(h *house) {
		h.cfg.People.Secretary.Standin.Name = "Joke Smit"
		h.cfg.People.Secretary.Standin.Address = "joke@perspectief.example"
		h.cfg.Intake.Release = ReleaseAlways
	}, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "vraag", "Wanneer gaat u open?")
		h.until("2026-04-23 12:00")
		act := h.last("joke@perspectief.example", "INBOX")
		before := len(h.got(testComplainant, "INBOX"))
		h.send("Joke Smit <joke@perspectief.example>", "Re: "+act.Subject, "Karin, KANARIE: ik ken die vrouw, niet serieus nemen.", "In-Reply-To: <"+act.MessageID+">\r\n")
		h.until("2026-04-23 12:30")
		if n := len(h.got(testComplainant, "INBOX")); n > before {
			t.Errorf("sender wrote nothing on 23 April and hears: %s", h.text(testComplainant))
		}
		h.answerActie(h.actieWith("nieuw bericht"), "1")
		h.until("2026-04-23 13:00")
		c := h.theCase("K-2026-0001")
		if len(c.Story) > 1 {
			t.Errorf("story of the complaint: messages %v", c.Story)
		}
		h.answerActie(h.actieWith("mag die door"), "1")
		h.until("2026-04-23 13:30")
		if strings.Contains(h.text(testDirector), "KANARIE") {
			t.Errorf("stand-in's words went to the director as part of the complaint")
		}
	})
}

// TestSecretaryAway: the acknowledgement names the stand-in, and she is told.
func TestSecretaryAway(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{"joke@perspectief.example"}}, func(h *house) {
		h.cfg.People.Secretary.Standin.Name = "Joke Smit"
		h.cfg.People.Secretary.Standin.Address = "joke@perspectief.example"
		h.cfg.People.Secretary.Absent = away(terms.Date{Year: 2026, Month: time.April, Day: 14}, terms.Date{Year: 2026, Month: time.May, Day: 8})
	}, func(h *house) {
		h.send("Peter Jansen <"+testComplainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.until("2026-04-14 10:30")
		h.until("2026-05-11 12:00")
		if n := len(h.got("joke@perspectief.example", "INBOX")); n == 0 {
			t.Errorf("Joke got nothing in four weeks")
		}
		h.until("2026-05-21 09:00")
	})
}

// TestSettledByHand: in-behandeling waits for the director's mail, and not for ever.
func TestSettledByHand(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *house) {
		h.cfg.People.Director.Address = "drop-after-dot@perspectief.example"
		h.cfg.Intake.Release = ReleaseAlways
	}, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 10:20")
		h.answerActie(h.actie("K-2026-0001"), "1")
		h.until("2026-04-14 12:00")
		h.answerActie(h.actieWith("is een mail verstuurd"), "2")
		h.until("2026-04-16 12:00")
		h.db.View(context.Background(), func(tx *store.Tx) error {
			list, _ := tx.Notices("K-2026-0001")
			for _, n := range list {
				if n.Template == workflow.TemplateTakenUp {
					_, state, _ := tx.Notice(n.ID)
					if state == store.StateWaiting {
						t.Errorf("two days later in-behandeling is %s, looked at again at %s (now %s)", state, n.NotBefore.Format("15:04:05"), time.Now().UTC().Format("15:04:05"))
					}
				}
			}
			return nil
		})
	})
}

// TestNoMailAtNight: mail that waited over a stop does not leave in the night of Saturday.
func TestNoMailAtNight(t *testing.T) {
	from(t, "2026-04-19 19:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-19 20:00")
		h.stop()
		h.until("2026-04-25 03:00")
		h.start()
		h.until("2026-04-25 04:00")
		for _, s := range h.subjects(testDirector) {
			t.Errorf("director: %s", s)
		}
	})
}

// TestReplyToItem: a reply to the first mail joins the case that the message became.
func TestReplyToItem(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "vraag", "Mijn bemiddelaar kwam niet opdagen op 1 april en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nAnna Bakker")
		h.until("2026-04-14 10:20")
		first := h.last(testComplainant, "INBOX")
		h.answerActie(h.actieWith("nieuw bericht"), "1")
		h.until("2026-04-14 10:40")
		h.send("Anna Bakker <"+testComplainant+">", "Re: "+first.Subject, "Nog een aanvulling: hij kwam op 8 april ook niet.\n\nAnna Bakker", "In-Reply-To: <"+first.MessageID+">\r\n")
		h.until("2026-04-14 11:00")
		h.answerActie(h.actieWith("nieuw bericht"), "1")
		h.until("2026-04-14 11:20")
		var cases []workflow.Number
		h.db.View(context.Background(), func(tx *store.Tx) (err error) { cases, err = tx.OpenCases(); return err })
		if len(cases) != 1 {
			t.Errorf("cases %v from one complaint and a reply to it", cases)
		}
	})
}

// TestItemOfTwoMessages: what the sender added before it was a case is part of the complaint.
func TestItemOfTwoMessages(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "vraag", "Mijn bemiddelaar kwam niet opdagen op 1 april en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nAnna Bakker")
		h.until("2026-04-14 10:20")
		first := h.last(testComplainant, "INBOX")
		h.send("Anna Bakker <"+testComplainant+">", "Re: "+first.Subject, "Ik vergat het belangrijkste: KANARIE.\n\nAnna Bakker", "In-Reply-To: <"+first.MessageID+">\r\n")
		h.until("2026-04-16 09:40")
		h.answerActie(h.actieWith("nieuw bericht"), "1")
		h.until("2026-04-16 10:00")
		if !strings.Contains(h.text(testDirector), "KANARIE") {
			t.Errorf("the second message, there before she decided, is not in what the director got")
		}
	})
}

// TestTwoCopies: one mail by way of two addresses is answered once.
func TestTwoCopies(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		for _, alias := range []string{"klachten", "info"} {
			raw := fmt.Sprintf("Received: from mx.voorbeeld.nl by mx.perspectief.example for <%s@perspectief.example>; Tue, 14 Apr 2026 10:05:00 +0200\r\nFrom: Anna Bakker <%s>\r\nTo: %s, info@perspectief.example\r\nSubject: Klacht\r\nMessage-ID: <een@voorbeeld.nl>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
				alias, testComplainant, testCommittee, strings.ReplaceAll(story, "\n", "\r\n"))
			h.srv.Deliver(testCommittee, []byte(raw))
			time.Sleep(3 * time.Second)
		}
		h.until("2026-04-14 10:30")
		h.wantMails(testComplainant, 1)
	})
}

// TestOneQuestion: held and incomplete: there is one question for one decision.
func TestOneQuestion(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send(testComplainant, "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.")
		h.until("2026-04-14 10:20")
		ack := h.last(testComplainant, "INBOX")
		h.send(testComplainant, "Re: "+ack.Subject, "Anna Bakker", "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.until("2026-04-14 10:40")
		n := 0
		for _, q := range h.theCase("K-2026-0001").Questions {
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
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Peter Jansen <"+testComplainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft op 1 april opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.until("2026-04-14 10:20")
		raw := fmt.Sprintf("From: Karin <%[1]s>\r\nTo: %[1]s\r\nSubject: [K-2026-0001-3]\r\nMessage-ID: <x@perspectief.example>\r\n\r\n2\r\n", testCommittee)
		h.srv.Append(testCommittee, h.srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
		before := len(h.got(testCommittee, "INBOX"))
		h.until("2026-04-14 12:20")
		if c := h.theCase("K-2026-0001"); c.Handler == "" && len(h.got(testCommittee, "INBOX")) == before {
			t.Errorf("neither done nor said that it was not done")
		}
	})
}

// TestWritingSettles: doing what the Actie asks is its answer.
func TestWritingSettles(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 10:20")
		d := h.last(testDirector, "INBOX")
		h.send(testDirector, "Re: "+d.Subject, "Ik heb mevrouw gesproken en bied excuses aan.", "In-Reply-To: <"+d.MessageID+">\r\n")
		h.until("2026-04-14 10:40")
		raw := fmt.Sprintf("From: Karin <%s>\r\nTo: %s\r\nSubject: [K-2026-0001-3]\r\nMessage-ID: <brief@perspectief.example>\r\n\r\nGeachte mevrouw Bakker, de directeur biedt excuses aan.\r\n", testCommittee, testComplainant)
		h.srv.Append(testCommittee, h.srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
		h.until("2026-04-28 09:00")
		for _, q := range h.theCase("K-2026-0001").Questions {
			if q.Reason == workflow.ReasonHandler && q.Open() {
				t.Errorf("still open; mails: %q", h.subjects(testCommittee))
			}
		}
	})
}

// TestActiesDoNotCount: Acties do not use up what a complainant may hear in a day.
func TestActiesDoNotCount(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send(testComplainant, "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.")
		h.until("2026-04-14 10:20")
		ack := h.last(testComplainant, "INBOX")
		h.send(testComplainant, "Re: "+ack.Subject, "Anna Bakker", "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.until("2026-04-14 12:00")
		h.wantMails(testComplainant, 2)
	})
}

// TestTwoUnfetchable: two mails that cannot be fetched are two, whatever their numbers.
func TestTwoUnfetchable(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		d := &daemon{cfg: h.cfg, proc: h.cfg.procedure()}
		err := h.db.Update(context.Background(), func(tx *store.Tx) error {
			for _, f := range []struct {
				n string
				s workflow.Source
			}{{"Archief", workflow.SourceOther}, {"INBOX", workflow.SourceInbox}} {
				if err := d.placeholder(tx, mailbox.Failure{Fetched: mailbox.Fetched{Key: mailbox.Key{Folder: f.n, UIDValidity: 1, UID: 77}, Source: f.s, InternalDate: time.Now()}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var items []string
		h.db.View(context.Background(), func(tx *store.Tx) (err error) { items, err = tx.OpenItems(); return err })
		if len(items) != 2 {
			t.Errorf("the secretary hears of %d of 2 mails: %v", len(items), items)
		}
	})
}

// TestStillAsked: somebody who is still asked for a name does not read that nothing has to be done.
func TestStillAsked(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send(testComplainant, "klacht", "Ik wil een klacht indienen. Uw medewerker is twee keer niet komen opdagen\nbij een afspraak en heeft niets laten horen.")
		h.until("2026-04-14 10:20")
		h.send(testComplainant, "[K-2026-0001-3] nog iets", "Het was op 1 en op 8 april, om tien uur.")
		h.until("2026-04-14 10:40")
		if s := h.text(testComplainant); strings.Contains(s, "U hoeft nu niets te doen") {
			t.Errorf("status %s, missing %v: %.200s", h.theCase("K-2026-0001").Status, h.theCase("K-2026-0001").Missing, s)
		}
	})
}

// TestQuotedHelpline: a reply that quotes our own "Denkt u aan zelfdoding? Bel 113"
// is no cry for help; the same words of the writer's own are.
func TestQuotedHelpline(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 10:20")
		ack := h.last(testComplainant, "INBOX")
		quote := "Op di 14 apr. 2026 om 10:06 schreef Perspectief <" + testCommittee + ">:\n> " + strings.ReplaceAll(ack.Text, "\n", "\n> ")
		h.send("Anna Bakker <"+testComplainant+">", "Re: "+ack.Subject, "Het was op 2 april om tien uur.\n\n"+quote, "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.until("2026-04-14 10:30")
		urgent := func() (n int) {
			for _, o := range h.outgoing("K-2026-0001") {
				if o.Template == workflow.TemplateUrgent {
					n++
				}
			}
			return n
		}
		if n := urgent(); n != 0 {
			t.Errorf("%d times Spoed over our own words", n)
		}
		h.send("Anna Bakker <"+testComplainant+">", "Re: "+ack.Subject, "Ik wil niet meer leven.\n\n"+quote, "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.until("2026-04-14 10:40")
		if n := urgent(); n != 1 {
			t.Errorf("%d times Spoed over words of danger, want 1", n)
		}
	})
}
