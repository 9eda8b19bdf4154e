package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// photo stands for one: bytes that no text survives.
func photo(size int) []byte {
	b := make([]byte, size)
	r := rand.NewChaCha8(sha256.Sum256([]byte("foto")))
	r.Read(b)
	return append([]byte("\xff\xd8\xff\xe0"), b...)
}

// withPhoto is a mail as a telephone sends it. An empty text leaves a mail with
// nothing but the photo.
func withPhoto(from, subject, text string, file []byte) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@telefoon.example>\r\nDate: %s\r\nMIME-Version: 1.0\r\nX-Mailer: iPhone Mail (23A341)\r\nContent-Type: multipart/mixed; boundary=Apple-Mail-7A\r\n\r\n",
		from, testCommittee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z))
	fmt.Fprintf(&b, "--Apple-Mail-7A\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", strings.ReplaceAll(text, "\n", "\r\n"))
	b.WriteString("--Apple-Mail-7A\r\nContent-Type: image/jpeg; name=IMG_0042.jpeg\r\nContent-Disposition: inline; filename=IMG_0042.jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(file)), 76) {
		b.Write(line)
		b.WriteString("\r\n")
	}
	b.WriteString("--Apple-Mail-7A--\r\n")
	return []byte(b.String())
}

// htmlOnly is a mail of a web client that writes no text part.
func htmlOnly(from, subject, html string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@webmail.example>\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n",
		from, testCommittee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z), strings.ReplaceAll(html, "\n", "\r\n"))
}

// found is the matter a mail of a sender was filed in, "" as long as it is not
// decided on.
func (s *site) found(from, subject string) (matter string) {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		for id := int64(1); id < 500; id++ {
			f, err := tx.Filing(id)
			if err != nil || f.Verdict == "" {
				continue
			}
			m, err := tx.Message(id)
			if err == nil && m.FromShown.Addr() == from && m.Subject == subject {
				matter = cmp.Or(f.Matter, f.Verdict)
			}
		}
		return nil
	})
	return matter
}

// filed waits until a mail was decided on and tells where it is.
func (s *site) filed(from, subject string) (matter string) {
	s.t.Helper()
	s.until("a decision on "+subject, func() bool { matter = s.found(from, subject); return matter != "" })
	return matter
}

func (s *site) events(matter string) []workflow.Event {
	s.t.Helper()
	var list []workflow.Event
	s.view(func(tx *store.Tx) (err error) {
		list, err = tx.Events(matter)
		return err
	})
	return list
}

// TestRealMails sends mails of every make through Postfix and Dovecot and looks
// what became of each.
func TestRealMails(t *testing.T) {
	const (
		bea    = "bea.smit@voorbeeld.nl"    // writes HTML
		cees   = "cees.vos@voorbeeld.nl"    // sends a photo with his complaint
		dina   = "dina.mol@voorbeeld.nl"    // sends a photo and nothing else
		erik   = "erik.hall@voorbeeld.nl"   // writes English
		winkel = "nieuws@winkel.voorbeeld"  // sends newsletters
		weg    = "frits.weg@elders.example" // has an address that does not exist
		gerda  = "gerda.pol@voorbeeld.nl"   // tells no name
	)
	s := newSite(t, real.Options{Users: []string{bea, cees, dina, erik, gerda}})
	s.cfg.Trust.Caps.Hour = 1000 // more complaints in a minute than come in a year
	s.start()

	t.Run("only HTML", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(bea, testCommittee, htmlOnly("Bea Smit <"+bea+">", "Klacht over bemiddelaar", `<html><body><p>Geachte commissie,</p>
<p>Hierbij dien ik een klacht in over bemiddelaar Sanne de Boer. Zij kwam op 3 =
april niet naar de afspraak en heeft niets laten weten. Ik vond dat =E9cht niet =
kunnen, want ik had er een dag vrij voor genomen.</p>
<div>Met vriendelijke groet,<br>Bea Smit<br>Kerkstraat 5, 3511 AB Utrecht<br>06 23456789</div></body></html>`))
		s.await(bea, "[K-")
		m := s.await(testDirector, "écht niet kunnen")
		if strings.Contains(m.Text, "<p>") || strings.Contains(m.Text, "<div>") {
			t.Errorf("marks of HTML in the director's text:\n%s", m.Text)
		}
		if !strings.Contains(m.Text, "Kerkstraat 5") || !strings.Contains(m.Text, "Bea Smit") {
			t.Errorf("name or address not found:\n%s", m.Text)
		}
	})

	t.Run("with a photo", func(t *testing.T) {
		s.t = t
		file := photo(300_000)
		s.srv.Deliver(cees, testCommittee, withPhoto("Cees Vos <"+cees+">", "klacht", `Beste mensen,

Ik wil een klacht indienen over jullie bemiddelaar Joost Kramer. Hij heeft mijn
dossier op tafel laten liggen waar iedereen het kon lezen. Zie de foto.

Cees Vos
Dorpsweg 8, 3721 AA Bilthoven
06 34567890`, file))
		s.await(cees, "[K-")
		s.await(testDirector, "dossier op tafel")
		var got []byte
		for _, m := range s.srv.Mails(testDirector, "INBOX") {
			reader.Attachments(bytes.NewReader(m.Raw), func(a workflow.Attachment, content io.Reader) error {
				if strings.Contains(a.Name, "IMG_0042") {
					got, _ = io.ReadAll(content)
				}
				return nil
			})
		}
		if !bytes.Equal(got, file) {
			t.Errorf("the director got a photo of %d bytes, want the same %d", len(got), len(file))
		}
	})

	t.Run("nothing but a photo", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(dina, testCommittee, withPhoto("Dina Mol <"+dina+">", "foto", "", photo(20_000)))
		if matter := s.filed(dina, "foto"); !strings.HasPrefix(matter, "I-") {
			t.Errorf("filed as %s, want an item for the secretary", matter)
		}
		if c := len(s.ours(dina)); c > 1 {
			t.Errorf("%d automatic mails", c)
		}
	})

	t.Run("in English", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(erik, testCommittee, textMail("Erik Hall <"+erik+">", testCommittee, "Complaint about a mediator", `Dear committee,

I want to make a complaint about your mediator Sanne de Boer. During our meeting
on 2 April she laughed at me in front of the other party, and afterwards she did
not answer my letters.

Kind regards,
Erik Hall
Parkweg 3, 3512 AB Utrecht
06 45678901`))
		if m := s.await(erik, "[K-"); !strings.Contains(m.Text, "complaint") {
			t.Errorf("no English in the acknowledgement:\n%s", m.Text)
		}
	})

	t.Run("without a name, and the answer in the thread", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(gerda, testCommittee, textMail(gerda, testCommittee, "klacht", `Ik dien een klacht in over de bemiddelaar. Hij kwam twee keer een uur te laat en
vertelde mijn verhaal aan mijn buurvrouw.`))
		ask := s.await(gerda, "[K-")
		if !strings.Contains(ask.Text, "naam") {
			t.Fatalf("nothing is asked:\n%s", ask.Text)
		}
		n := workflow.Tags(ask.Subject)[0]
		if c := s.theCase(n); c.Status == workflow.StatusWithDirector || !slices.Contains(c.Missing, workflow.MissingName) {
			t.Errorf("status %s, missing %v", c.Status, c.Missing)
		}
		s.srv.Deliver(gerda, testCommittee, reply("Gerda Pol <"+gerda+">", ask, "Gerda Pol"))
		s.untilCase(n, "goes to the director", func(c workflow.Case) bool { return c.Status == workflow.StatusWithDirector })
		s.await(testDirector, n.Tag(), "Gerda Pol")
	})

	t.Run("the director is away", func(t *testing.T) {
		s.t = t
		m := s.ours(testDirector)[0]
		n := workflow.Tags(m.Subject)[0]
		before := len(s.ours(testDirector))
		subject := "Automatisch antwoord: " + m.Subject
		s.srv.Submit(testDirector, []string{testCommittee}, textMail("Marieke de Wit <"+testDirector+">", testCommittee, subject,
			"Ik ben afwezig tot en met 5 mei en lees mijn mail niet.", "In-Reply-To: <"+m.MessageID+">\r\n", "Auto-Submitted: auto-replied\r\n", "X-Auto-Response-Suppress: All\r\n"))
		s.until("the absence in the case", func() bool {
			return slices.ContainsFunc(s.events(string(n)), func(e workflow.Event) bool { return e.Kind == workflow.EventAutomatic })
		})
		c := s.theCase(n)
		if d, ok := c.Deadline(workflow.DeadlineHandlerSeen); !ok || !d.Open() {
			t.Error("the absence counts as having seen the complaint")
		}
		if after := len(s.ours(testDirector)); after != before {
			t.Errorf("the machine was answered: %d mails, before %d", after, before)
		}
	})

	t.Run("a newsletter", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(winkel, testCommittee, textMail("De Winkel <"+winkel+">", testCommittee, "Alles voor de helft", "Nu kopen!",
			"List-Id: <nieuws.winkel.voorbeeld>\r\n", "List-Unsubscribe: <https://winkel.voorbeeld/af>\r\n", "Precedence: bulk\r\n"))
		if matter := s.filed(winkel, "Alles voor de helft"); strings.HasPrefix(matter, "K-") {
			t.Errorf("filed as %s", matter)
		}
	})

	t.Run("the acknowledgement bounces", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(weg, testCommittee, textMail("Frits Weg <"+weg+">", testCommittee, "Klacht", `Hierbij een klacht over uw bemiddelaar Joost Kramer. Hij schreeuwde tegen mij aan
de telefoon toen ik om een andere afspraak vroeg.

Frits Weg, Molenpad 2, 3732 AA De Bilt, 06 56789012`))
		matter := s.filed(weg, "Klacht")
		if !strings.HasPrefix(matter, "K-") {
			t.Fatalf("filed as %s", matter)
		}
		// Postfix's own delivery report, in its own words.
		s.actie(workflow.Number(matter), workflow.ReasonBounced)
	})

	t.Run("somebody outside plays the secretary", func(t *testing.T) {
		s.t = t
		s.srv.Deliver(dina, testCommittee, textMail("Dina Mol <"+dina+">", testCommittee, "klacht over de directeur",
			"Ik wil een klacht indienen over de directeur. Zij heeft opgehangen toen ik belde over mijn afspraak.\n\nDina Mol, Laan 1, 3701 AA Zeist"))
		n := workflow.Number(s.filed(dina, "klacht over de directeur"))
		actie := s.actie(n, workflow.ReasonDoubt)
		// From is forged, the thread is guessed; the code is not known outside.
		forged := reply("Karin van Haperen <"+testCommittee+">", workflow.Message{MessageID: actie.MessageID, Subject: actie.Subject, Text: "Kies."}, "1")
		s.srv.Deliver(dina, testCommittee, forged)
		s.until("the forged mail is stored", func() bool {
			count := 0
			for _, m := range s.inbox(testCommittee) {
				if m.Subject == "Re: "+actie.Subject {
					count++
				}
			}
			return count == 1
		})
		time.Sleep(3 * time.Second)
		if c := s.theCase(n); c.Handler != workflow.RoleNone {
			t.Errorf("a forged digit gave the complaint to %s", c.Handler)
		}
		// The secretary herself does it with one digit.
		s.decide(actie, "2")
		s.untilCase(n, "goes to the board", func(c workflow.Case) bool { return c.Handler == workflow.RoleBoard })
		s.await(testBoard, n.Tag())
	})

	t.Run("the secretary writes to a complainant herself", func(t *testing.T) {
		s.t = t
		ack := s.await(bea, "[K-")
		n := workflow.Tags(ack.Subject)[0]
		raw := textMail("Karin van Haperen <"+testCommittee+">", bea, "Uw klacht "+n.Tag(), "Beste mevrouw Smit,\n\nIk bel u morgen.\n\nKarin van Haperen")
		s.srv.Submit(testCommittee, []string{bea}, raw)
		s.srv.Append(testCommittee, "Sent", raw, imap.FlagSeen)
		s.until("her mail in the case", func() bool {
			return slices.ContainsFunc(s.events(string(n)), func(e workflow.Event) bool {
				return e.Actor == workflow.RoleSecretary && e.Proof == workflow.ProofMailbox
			})
		})
	})

	s.t = t
	s.stop()
	s.start()
	time.Sleep(3 * s.cfg.Mailbox.Poll)
	s.wantNothingTwice(bea, cees, dina, erik, gerda, testDirector, testBoard, testCommittee)
	s.wantCommitteeUntouched()
}

// wantCommitteeUntouched: the mailbox stays the secretary's. Nothing is marked as
// read, flagged or deleted.
func (s *site) wantCommitteeUntouched() {
	s.t.Helper()
	for _, m := range s.srv.Mails(testCommittee, "INBOX") {
		if slices.Contains(m.Flags, imap.FlagSeen) || slices.Contains(m.Flags, imap.FlagFlagged) || slices.Contains(m.Flags, imap.FlagDeleted) {
			s.t.Errorf("a mail in INBOX has flags %v", m.Flags)
		}
	}
}
