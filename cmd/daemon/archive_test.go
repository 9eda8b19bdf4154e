package daemon_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

func oldMail(i int, from, subject, text string, headers ...string) string {
	return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <oud-%d@voorbeeld.nl>\r\nDate: %s\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, cmdtest.Committee, subject, i, time.Date(2025, 3, 1+i, 12, 0, 0, 0, time.UTC).Format(time.RFC1123Z), strings.Join(headers, ""), strings.ReplaceAll(text, "\n", "\r\n"))
}

// TestArchive: an archive is taken in without a word to anybody; the secretary
// gets one list, and what she picks is put before her, and only that.
func TestArchive(t *testing.T) {
	const n = 12
	var people []string
	for i := range n {
		people = append(people, fmt.Sprintf("oud%d@voorbeeld.nl", i))
	}
	bubble(t, mailtest.Options{Accounts: people}, func(h *daemontest.House) {
		t := h.T
		var mails []string
		for i := range n {
			mails = append(mails, oldMail(i, fmt.Sprintf("Anna Bakker <oud%d@voorbeeld.nl>", i), "Klacht", cmdtest.Story))
		}
		mails = append(mails,
			oldMail(20, "Anna Bakker <oud0@voorbeeld.nl>", "Re: Klacht", "Ik hoor niets van u. Wat is de stand?", "In-Reply-To: <oud-0@voorbeeld.nl>\r\n"),
			oldMail(21, "Nieuws <nieuws@voorbeeld.nl>", "Nieuwsbrief maart", "Lees ons nieuws.", "List-Id: <nieuws.voorbeeld.nl>\r\n"),
			oldMail(22, "Kees <kees@voorbeeld.nl>", "Openingstijden", "Wanneer bent u open?"),
			oldMail(23, "Secretaris <"+cmdtest.Committee+">", "Uw klacht", "Wij komen erop terug."),
			mails[3], // the same mail twice in the archive
		)
		before := len(h.Got(cmdtest.Committee, "INBOX"))
		take := func() *daemon.Archive {
			d := daemon.New(h.Config, h.DB, nil, []byte("testsleutel"), slog.New(slog.DiscardHandler))
			d.IMAP.Dial = h.Srv.DialIMAP
			a := d.NewArchive("oud.mbox", time.Date(2025, 3, 2, 0, 0, 0, 0, time.UTC))
			for _, raw := range mails {
				if err := a.Take(t.Context(), strings.NewReader(raw), time.Time{}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := a.Tell(t.Context()); err != nil {
				t.Fatal(err)
			}
			return a
		}
		a := take()
		if len(a.Items) != n-1 || a.Before != 1 || a.Known != 1 || a.Others != 4 || a.Joined != 0 {
			t.Errorf("%d items, %d before, %d known, %d others, %d joined", len(a.Items), a.Before, a.Known, a.Others, a.Joined)
		}
		time.Sleep(time.Minute)
		if again := take(); len(again.Items) != 0 || again.Known != n {
			t.Errorf("a second time: %d items, %d known", len(again.Items), again.Known)
		}
		h.Until("2026-05-12 12:00") // four weeks: no reminder, no line in an overview
		for i := range n {
			if k := len(h.Got(fmt.Sprintf("oud%d@voorbeeld.nl", i), "INBOX")); k != 0 {
				t.Errorf("complainant %d got %d mails", i, k)
			}
		}
		lists := 0
		var list workflow.Message
		for _, m := range h.Got(cmdtest.Committee, "INBOX")[before:] {
			switch {
			case strings.Contains(m.Subject, "oude berichten"):
				lists++
				list = m
			case !strings.HasPrefix(m.Subject, "Overzicht"):
				t.Errorf("the secretary got %q", m.Subject)
			case strings.Contains(m.Text, "oud1@voorbeeld.nl"):
				t.Errorf("the overview names the archive:\n%s", m.Text)
			}
		}
		if lists != 1 || !strings.Contains(list.Text, "11 berichten") || !strings.Contains(list.Text, "oud11@voorbeeld.nl") {
			t.Fatalf("%d lists:\n%s", lists, list.Text)
		}
		// Somebody else cannot pick; she picks two.
		h.Send(cmdtest.Director, "RE: "+list.Subject, "1 en 2\n\n"+list.Text, "In-Reply-To: <"+list.MessageID+">\r\n")
		h.Until("2026-05-12 13:00")
		if it := h.Item(a.Items[0].Key); it.State != workflow.ItemJunk {
			t.Fatalf("the director picked: %s", it.State)
		}
		first, third := a.Items[0], a.Items[2]
		h.AnswerActie(list, strings.TrimPrefix(first.Key, "I-")+" en "+strings.TrimPrefix(third.Key, "I-")+", 9999")
		h.Until("2026-05-12 15:00")
		for i, it := range a.Items {
			want := workflow.ItemJunk
			if i == 0 || i == 2 {
				want = workflow.ItemOpen
			}
			if got := h.Item(it.Key).State; got != want {
				t.Errorf("%s is %s, want %s", it.Key, got, want)
			}
		}
		if k := len(h.Got(first.Address, "INBOX")); k != 0 {
			t.Errorf("the complainant got %d mails when she picked", k)
		}
		h.AnswerActie(h.ActieWith("nieuw bericht"), "1")
		h.Until("2026-05-12 16:00")
		var c store.Counts
		h.DB.View(t.Context(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
		if c.Cases != 1 {
			t.Errorf("%d cases", c.Cases)
		}
		if k := len(h.Got(third.Address, "INBOX")); k != 0 {
			t.Errorf("the complainant was acknowledged by himself: %d mails", k)
		}
	})
}

// taken takes mails in from an archive of a name, as one run of import does.
func taken(h *daemontest.House, dial mailbox.Dial, name string, mails ...string) (a *daemon.Archive, told int, err error) {
	h.T.Helper()
	d := daemon.New(h.Config, h.DB, nil, []byte("testsleutel"), slog.New(slog.DiscardHandler))
	d.IMAP.Dial = dial
	a = d.NewArchive(name, time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC))
	for _, raw := range mails {
		if err := a.Take(h.T.Context(), strings.NewReader(raw), time.Time{}); err != nil {
			h.T.Fatal(err)
		}
	}
	told, err = a.Tell(h.T.Context())
	return a, told, err
}

// TestArchive_manyFiles: archives of one name that are read in the same second lose
// nothing.
func TestArchive_manyFiles(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		for i := range 3 {
			a, told, err := taken(h, h.Srv.DialIMAP, "mbox", oldMail(i, fmt.Sprintf("Anna Bakker <oud%d@voorbeeld.nl>", i), "Klacht", cmdtest.Story))
			if err != nil || len(a.Items) != 1 || told != 1 {
				h.T.Errorf("file %d: %d items, %d known, %d told (%v)", i, len(a.Items), a.Known, told, err)
			}
		}
	})
}

// TestArchive_untold: what was taken in while the mailbox could not be reached stands
// in the list of the next time.
func TestArchive_untold(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		raw := oldMail(1, "Anna Bakker <oud1@voorbeeld.nl>", "Klacht", cmdtest.Story)
		down := func(context.Context) (net.Conn, error) { return nil, errors.New("no route") }
		a, told, err := taken(h, down, "oud.mbox", raw)
		if err == nil || len(a.Items) != 1 || told != 0 {
			h.T.Fatalf("%d items, %d told (%v)", len(a.Items), told, err)
		}
		for i, want := range []int{1, 0} {
			a, told, err := taken(h, h.Srv.DialIMAP, "oud.mbox", raw)
			if err != nil || a.Known != 1 || told != want {
				h.T.Errorf("time %d: %d known, %d told, want %d (%v)", i+2, a.Known, told, want, err)
			}
		}
		if list := withSubject(h, "Klachtenpost: oude berichten, zijn dit klachten?"); len(list) != 1 || !strings.Contains(list[0].Text, "oud1@voorbeeld.nl") {
			h.T.Errorf("%d lists", len(list))
		}
	})
}

// TestArchive_known: a mail that the mailbox had is known in the archive too, and
// another complaint of its sender is not; one without a date is not passed over.
func TestArchive_known(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		raw := oldMail(1, "Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		bare := strings.Replace(oldMail(2, "Bo Tuin <klager2@voorbeeld.nl>", "Klacht", cmdtest.Story), "Message-ID: <oud-2@voorbeeld.nl>\r\n", "", 1)
		h.Srv.Deliver(cmdtest.Committee, []byte(raw))
		h.Srv.Deliver(cmdtest.Committee, []byte(bare))
		h.Until("2026-04-14 10:30")
		a, _, err := taken(h, h.Srv.DialIMAP, "oud.mbox", strings.ReplaceAll(raw, "\r\n", "\n"), bare)
		if err != nil || a.Known != 2 || len(a.Items) != 0 {
			h.T.Errorf("%d known, %d items (%v)", a.Known, len(a.Items), err)
		}
		other := oldMail(4, "Anna Bakker <"+cmdtest.Complainant+">", "Klacht", strings.ReplaceAll(cmdtest.Story, "Sanne de Boer", "Kees Bos"))
		if a, told, err := taken(h, h.Srv.DialIMAP, "oud.mbox", other); err != nil || told != 1 {
			h.T.Errorf("another complaint of somebody with a case: %d told, %d others (%v)", told, a.Others, err)
		}
		undated := regexp.MustCompile(`Date:[^\n]*\n`).ReplaceAllString(oldMail(3, "Cas Dam <klager3@voorbeeld.nl>", "Klacht", cmdtest.Story), "")
		if a, told, err := taken(h, h.Srv.DialIMAP, "oud.mbox", undated); err != nil || a.Before != 0 || told != 1 {
			h.T.Errorf("%d passed over, %d told (%v)", a.Before, told, err)
		}
	})
}
