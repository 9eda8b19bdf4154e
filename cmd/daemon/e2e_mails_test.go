package daemon_test

import (
	"bytes"
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

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
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
		from, cmdtest.Committee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z))
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
		from, cmdtest.Committee, subject, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z), strings.ReplaceAll(html, "\n", "\r\n"))
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
	s := daemontest.NewSite(t, real.Options{Users: []string{bea, cees, dina, erik, gerda}})
	s.Config.Trust.Caps.Hour = 1000 // more complaints in a minute than come in a year
	s.Start()

	t.Run("only HTML", func(t *testing.T) {
		s.T = t
		s.Srv.Deliver(bea, cmdtest.Committee, htmlOnly("Bea Smit <"+bea+">", "Klacht over bemiddelaar", `<html><body><p>Geachte commissie,</p>
<p>Hierbij dien ik een klacht in over bemiddelaar Sanne de Boer. Zij kwam op 3 =
april niet naar de afspraak en heeft niets laten weten. Ik vond dat =E9cht niet =
kunnen, want ik had er een dag vrij voor genomen.</p>
<div>Met vriendelijke groet,<br>Bea Smit<br>Kerkstraat 5, 3511 AB Utrecht<br>06 23456789</div></body></html>`))
		s.Await(bea, "[K-")
		m := s.Await(cmdtest.Director, "écht niet kunnen")
		if strings.Contains(m.Text, "<p>") || strings.Contains(m.Text, "<div>") {
			t.Errorf("marks of HTML in the director's text:\n%s", m.Text)
		}
		if !strings.Contains(m.Text, "Kerkstraat 5") || !strings.Contains(m.Text, "Bea Smit") {
			t.Errorf("name or address not found:\n%s", m.Text)
		}
	})

	t.Run("with a photo", func(t *testing.T) {
		s.T = t
		file := photo(300_000)
		s.Srv.Deliver(cees, cmdtest.Committee, withPhoto("Cees Vos <"+cees+">", "klacht", `Beste mensen,

Ik wil een klacht indienen over jullie bemiddelaar Joost Kramer. Hij heeft mijn
dossier op tafel laten liggen waar iedereen het kon lezen. Zie de foto.

Cees Vos
Dorpsweg 8, 3721 AA Bilthoven
06 34567890`, file))
		s.Await(cees, "[K-")
		s.Await(cmdtest.Director, "dossier op tafel")
		var got []byte
		for _, m := range s.Srv.Mails(cmdtest.Director, "INBOX") {
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
		s.T = t
		s.Srv.Deliver(dina, cmdtest.Committee, withPhoto("Dina Mol <"+dina+">", "foto", "", photo(20_000)))
		if matter := s.Filed(dina, "foto"); !strings.HasPrefix(matter, "I-") {
			t.Errorf("filed as %s, want an item for the secretary", matter)
		}
		if c := len(s.Ours(dina)); c > 1 {
			t.Errorf("%d automatic mails", c)
		}
	})

	t.Run("in English", func(t *testing.T) {
		s.T = t
		s.Srv.Deliver(erik, cmdtest.Committee, daemontest.TextMail("Erik Hall <"+erik+">", cmdtest.Committee, "Complaint about a mediator", `Dear committee,

I want to make a complaint about your mediator Sanne de Boer. During our meeting
on 2 April she laughed at me in front of the other party, and afterwards she did
not answer my letters.

Kind regards,
Erik Hall
Parkweg 3, 3512 AB Utrecht
06 45678901`))
		if m := s.Await(erik, "[K-"); !strings.Contains(m.Text, "complaint") {
			t.Errorf("no English in the acknowledgement:\n%s", m.Text)
		}
	})

	t.Run("without a name, and the answer in the thread", func(t *testing.T) {
		s.T = t
		s.Srv.Deliver(gerda, cmdtest.Committee, daemontest.TextMail(gerda, cmdtest.Committee, "klacht", `Ik dien een klacht in over de bemiddelaar. Hij kwam twee keer een uur te laat en
vertelde mijn verhaal aan mijn buurvrouw.`))
		ask := s.Await(gerda, "[K-")
		if !strings.Contains(ask.Text, "naam") {
			t.Fatalf("nothing is asked:\n%s", ask.Text)
		}
		n := workflow.Tags(ask.Subject)[0]
		if c := s.TheCase(n); c.Status == workflow.StatusWithDirector || !slices.Contains(c.Missing, workflow.MissingName) {
			t.Errorf("status %s, missing %v", c.Status, c.Missing)
		}
		s.Srv.Deliver(gerda, cmdtest.Committee, daemontest.Reply("Gerda Pol <"+gerda+">", ask, "Gerda Pol"))
		s.UntilCase(n, "goes to the director", func(c workflow.Case) bool { return c.Status == workflow.StatusWithDirector })
		s.Await(cmdtest.Director, n.Tag(), "Gerda Pol")
	})

	t.Run("the director is away", func(t *testing.T) {
		s.T = t
		m := s.Ours(cmdtest.Director)[0]
		n := workflow.Tags(m.Subject)[0]
		before := len(s.Ours(cmdtest.Director))
		subject := "Automatisch antwoord: " + m.Subject
		s.Srv.Submit(cmdtest.Director, []string{cmdtest.Committee}, daemontest.TextMail("Marieke de Wit <"+cmdtest.Director+">", cmdtest.Committee, subject,
			"Ik ben afwezig tot en met 5 mei en lees mijn mail niet.", "In-Reply-To: <"+m.MessageID+">\r\n", "Auto-Submitted: auto-replied\r\n", "X-Auto-Response-Suppress: All\r\n"))
		s.Until("the absence in the case", func() bool {
			return slices.ContainsFunc(s.Events(string(n)), func(e workflow.Event) bool { return e.Kind == workflow.EventAutomatic })
		})
		c := s.TheCase(n)
		if d, ok := c.Deadline(workflow.DeadlineHandlerSeen); !ok || !d.Open() {
			t.Error("the absence counts as having seen the complaint")
		}
		if after := len(s.Ours(cmdtest.Director)); after != before {
			t.Errorf("the machine was answered: %d mails, before %d", after, before)
		}
	})

	t.Run("a newsletter", func(t *testing.T) {
		s.T = t
		s.Srv.Deliver(winkel, cmdtest.Committee, daemontest.TextMail("De Winkel <"+winkel+">", cmdtest.Committee, "Alles voor de helft", "Nu kopen!",
			"List-Id: <nieuws.winkel.voorbeeld>\r\n", "List-Unsubscribe: <https://winkel.voorbeeld/af>\r\n", "Precedence: bulk\r\n"))
		if matter := s.Filed(winkel, "Alles voor de helft"); strings.HasPrefix(matter, "K-") {
			t.Errorf("filed as %s", matter)
		}
	})

	t.Run("the acknowledgement bounces", func(t *testing.T) {
		s.T = t
		s.Srv.Deliver(weg, cmdtest.Committee, daemontest.TextMail("Frits Weg <"+weg+">", cmdtest.Committee, "Klacht", `Hierbij een klacht over uw bemiddelaar Joost Kramer. Hij schreeuwde tegen mij aan
de telefoon toen ik om een andere afspraak vroeg.

Frits Weg, Molenpad 2, 3732 AA De Bilt, 06 56789012`))
		matter := s.Filed(weg, "Klacht")
		if !strings.HasPrefix(matter, "K-") {
			t.Fatalf("filed as %s", matter)
		}
		// Postfix's own delivery report, in its own words.
		s.Actie(workflow.Number(matter), workflow.ReasonBounced)
	})

	t.Run("somebody outside plays the secretary", func(t *testing.T) {
		s.T = t
		s.Srv.Deliver(dina, cmdtest.Committee, daemontest.TextMail("Dina Mol <"+dina+">", cmdtest.Committee, "klacht over de directeur",
			"Ik wil een klacht indienen over de directeur. Zij heeft opgehangen toen ik belde over mijn afspraak.\n\nDina Mol, Laan 1, 3701 AA Zeist"))
		n := workflow.Number(s.Filed(dina, "klacht over de directeur"))
		actie := s.Actie(n, workflow.ReasonDoubt)
		// From is forged, the thread is guessed; the code is not known outside.
		forged := daemontest.Reply("Karin van Haperen <"+cmdtest.Committee+">", workflow.Message{MessageID: actie.MessageID, Subject: actie.Subject, Text: "Kies."}, "1")
		s.Srv.Deliver(dina, cmdtest.Committee, forged)
		s.Until("the forged mail is stored", func() bool {
			count := 0
			for _, m := range s.Inbox(cmdtest.Committee) {
				if m.Subject == "Re: "+actie.Subject {
					count++
				}
			}
			return count == 1
		})
		time.Sleep(3 * time.Second)
		if c := s.TheCase(n); c.Handler != workflow.RoleNone {
			t.Errorf("a forged digit gave the complaint to %s", c.Handler)
		}
		// The secretary herself does it with one digit.
		s.Decide(actie, "2")
		s.UntilCase(n, "goes to the board", func(c workflow.Case) bool { return c.Handler == workflow.RoleBoard })
		s.Await(daemontest.Board, n.Tag())
	})

	t.Run("the secretary writes to a complainant herself", func(t *testing.T) {
		s.T = t
		ack := s.Await(bea, "[K-")
		n := workflow.Tags(ack.Subject)[0]
		raw := daemontest.TextMail("Karin van Haperen <"+cmdtest.Committee+">", bea, "Uw klacht "+n.Tag(), "Beste mevrouw Smit,\n\nIk bel u morgen.\n\nKarin van Haperen")
		s.Srv.Submit(cmdtest.Committee, []string{bea}, raw)
		s.Srv.Append(cmdtest.Committee, "Sent", raw, imap.FlagSeen)
		s.Until("her mail in the case", func() bool {
			return slices.ContainsFunc(s.Events(string(n)), func(e workflow.Event) bool {
				return e.Actor == workflow.RoleSecretary && e.Proof == workflow.ProofMailbox
			})
		})
	})

	s.T = t
	s.Stop()
	s.Start()
	time.Sleep(3 * s.Config.Mailbox.Poll)
	s.WantNothingTwice(bea, cees, dina, erik, gerda, cmdtest.Director, daemontest.Board, cmdtest.Committee)
	s.WantCommitteeUntouched()
}
