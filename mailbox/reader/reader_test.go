package reader

import (
	"errors"
	"io"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// crlf gives a mail its line ends.
func mustCRLF(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

const plainMail = `Return-Path: <j.jansen@voorbeeld.nl>
Received: from mail.voorbeeld.nl (mail.voorbeeld.nl [192.0.2.7]) by mx.perspectief.example with ESMTPS id 1; Tue, 28 Apr 2026 10:11:12 +0200
From: "Jan Jansen" <J.Jansen@Voorbeeld.NL>
To: klachten@perspectief.example
Cc: Groot, Renée de <r.degroot@voorbeeld.nl>, kapot, "Piet" <piet@voorbeeld.nl>
Subject: =?UTF-8?Q?Klacht_over_mijn_begeleid?=
 =?UTF-8?Q?er_=E2=82=AC_50?=
Date: di, 28 apr. 2026 10:10:00 +0200
Message-ID: <abc.1@voorbeeld.nl>
In-Reply-To: <vraag@perspectief.example>
References: <eerste@perspectief.example>,<tweede@perspectief.example>
 troep <vraag@perspectief.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=grens

--grens
Content-Type: text/plain; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

Geachte commissie,

De begeleider kwam niet opdagen en rekende toch =80 50.
--grens
Content-Type: application/pdf; name="brief.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="brief.pdf"

SGFsbG8gd2VyZWxk
--grens--
`

func TestReadPlain(t *testing.T) {
	for _, form := range []string{"crlf", "lf", "mbox"} {
		raw := plainMail
		switch form {
		case "crlf":
			raw = mustCRLF(raw)
		case "mbox":
			raw = "From j.jansen@voorbeeld.nl Tue Apr 28 10:10:00 2026\n" + raw
		}
		m := Read(strings.NewReader(raw), Options{OwnHosts: []string{"perspectief.example"}})
		if got, want := m.From, (workflow.Address{Name: "Jan Jansen", Local: "J.Jansen", Domain: "voorbeeld.nl"}); got != want {
			t.Errorf("%s: From = %+v, want %+v", form, got, want)
		}
		if m.Subject != "Klacht over mijn begeleider € 50" {
			t.Errorf("%s: Subject = %q", form, m.Subject)
		}
		if got, want := strings.Join(m.References, " "), "vraag@perspectief.example tweede@perspectief.example eerste@perspectief.example"; got != want {
			t.Errorf("%s: References = %s, want %s", form, got, want)
		}
		if len(m.Cc) != 2 || m.Cc[0].Name != "Groot, Renée de" || m.Cc[1].Addr() != "piet@voorbeeld.nl" {
			t.Errorf("%s: Cc = %+v", form, m.Cc)
		}
		if m.Text != "Geachte commissie,\n\nDe begeleider kwam niet opdagen en rekende toch € 50." || m.NewText != m.Text || m.Confidence != 1 {
			t.Errorf("%s: Text = %q (%v)", form, m.Text, m.Confidence)
		}
		if len(m.Attachments) != 1 || m.Attachments[0] != (workflow.Attachment{Name: "brief.pdf", Type: "application/pdf", Size: 12}) {
			t.Errorf("%s: Attachments = %+v", form, m.Attachments)
		}
		if got := m.Date.UTC().Format("2006-01-02 15:04"); got != "2026-04-28 08:10" {
			t.Errorf("%s: Date = %s", form, got)
		}
		if m.Kind != workflow.KindHuman || !m.OutsideHop || m.MessageID != "abc.1@voorbeeld.nl" {
			t.Errorf("%s: Kind %s OutsideHop %v MessageID %s", form, m.Kind, m.OutsideHop, m.MessageID)
		}
		if len(m.Problems) != 0 {
			t.Errorf("%s: Problems = %q", form, m.Problems)
		}
	}
}

func TestAttachments(t *testing.T) {
	var got []string
	err := Attachments(strings.NewReader(mustCRLF(plainMail)), func(a workflow.Attachment, content io.Reader) error {
		b, err := io.ReadAll(content)
		got = append(got, a.Name+"="+string(b))
		return err
	})
	if err != nil || strings.Join(got, ";") != "brief.pdf=Hallo wereld" {
		t.Errorf("Attachments = %q, %v", got, err)
	}
	stop := errors.New("genoeg")
	if err := Attachments(strings.NewReader(plainMail), func(workflow.Attachment, io.Reader) error { return stop }); err != stop {
		t.Errorf("the error of the function is lost: %v", err)
	}
	if err := Attachments(brokenReader{}, func(workflow.Attachment, io.Reader) error { return nil }); err == nil {
		t.Error("the error of the source is lost")
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("kapot") }
