package reader

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// benchMail is an ordinary answer of about 5 kB: text and HTML, a signature and a
// quote below.
func benchMail() []byte {
	var b strings.Builder
	b.WriteString(`Return-Path: <m.bakker@voorbeeld.nl>
Received: from mx.perspectief.example (10.0.0.4) by mail.perspectief.example with LMTP id 4; Tue, 28 Apr 2026 10:11:12 +0200
Authentication-Results: mx.perspectief.example; spf=pass smtp.mailfrom=voorbeeld.nl; dkim=pass header.d=voorbeeld.nl; dmarc=pass header.from=voorbeeld.nl
Received: from mail-ed1-f41.voorbeeld.nl (mail-ed1-f41.voorbeeld.nl [192.0.2.41]) by mx.perspectief.example with ESMTPS id 7; Tue, 28 Apr 2026 10:11:11 +0200
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=voorbeeld.nl; s=2025; h=to:subject:message-id:date:from:in-reply-to:references:mime-version;
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=ZmFrZSBzaWduYXR1cmUgZmFrZSBzaWduYXR1cmUgZmFrZSBzaWduYXR1cmU=
MIME-Version: 1.0
References: <k-1@perspectief.example> <k-2@perspectief.example>
In-Reply-To: <k-2@perspectief.example>
From: Marieke Bakker <m.bakker@voorbeeld.nl>
Date: Tue, 28 Apr 2026 10:11:00 +0200
Message-ID: <CAHk1@mail.voorbeeld.nl>
Subject: Re: Uw klacht [K-2026-014-7]
To: Klachtencommissie <klachten@perspectief.example>
Content-Type: multipart/alternative; boundary="000000000000a1"

--000000000000a1
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

Beste mevrouw,

`)
	for range 6 {
		b.WriteString("Dank voor uw bericht. Ik ben het er niet mee eens, want de afspraak van drie=\n november is zonder bericht verzet en daarna nooit meer nagekomen.\n")
	}
	b.WriteString("\nOp di 28 apr 2026 om 09:02 schreef Klachtencommissie <klachten@perspectief.example>:=\n\n\n")
	for range 12 {
		b.WriteString("> Wij hebben uw klacht ontvangen en sturen deze door naar de directeur van de st=\n> ichting.\n")
	}
	b.WriteString("\n--000000000000a1\nContent-Type: text/html; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n\n<div dir=3D\"ltr\">Beste mevrouw,<div><br></div>")
	for range 6 {
		b.WriteString("<div>Dank voor uw bericht. Ik ben het er niet mee eens, want de afspraak van dri=\ne november is zonder bericht verzet en daarna nooit meer nagekomen.</div>\n")
	}
	b.WriteString("</div><br><div class=3D\"gmail_quote gmail_quote_container\"><div dir=3D\"ltr\" class=3D\"gmail_attr\">Op di 28 apr 2026 om 09:02 schreef Klachtencommissie &lt;klachten@perspectief.example&gt;:</div><blockquote class=3D\"gmail_quote\" style=3D\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)\">")
	for range 12 {
		b.WriteString("<p>Wij hebben uw klacht ontvangen en sturen deze door naar de directeur van de st=\nichting.</p>\n")
	}
	b.WriteString("</blockquote></div>\n--000000000000a1--\n")
	return []byte(mustCRLF(b.String()))
}

func BenchmarkRead(b *testing.B) {
	mail := benchMail()
	o := Options{AuthservID: "mx.perspectief.example", OwnHosts: []string{"perspectief.example"}}
	m := Read(bytes.NewReader(mail), o)
	if m.DMARC != workflow.DMARCPass || !strings.HasPrefix(m.NewText, "Beste") || strings.Contains(m.NewText, "ontvangen") {
		b.Fatalf("read wrong: %q %q", m.DMARC, m.NewText)
	}
	b.SetBytes(int64(len(mail)))
	b.ReportAllocs()
	for b.Loop() {
		Read(bytes.NewReader(mail), o)
	}
}

// BenchmarkLarge reads a 45 MB mail with a photograph and drops its bytes.
func BenchmarkLarge(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(45 << 20)
	for b.Loop() {
		m := Read(largeMail(45<<20), Options{})
		if len(m.Attachments) != 1 || m.Attachments[0].Size < 30<<20 {
			b.Fatal(m.Attachments)
		}
	}
}

// largeMail streams a mail of about size bytes.
func largeMail(size int) io.Reader {
	line := strings.Repeat("QUJD", 19) + "\r\n"
	head := "From: a@voorbeeld.nl\r\nSubject: foto\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nZie bijlage.\r\n--x\r\nContent-Type: image/jpeg; name=foto.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	return io.MultiReader(strings.NewReader(head), &repeated{line: line, left: size / len(line)}, strings.NewReader("--x--\r\n"))
}

// repeated gives one line many times.
type repeated struct {
	line string
	left int
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if r.left == 0 {
			if n == 0 {
				return 0, io.EOF
			}
			return n, nil
		}
		m := copy(p[n:], r.line[r.at:])
		n += m
		if r.at += m; r.at == len(r.line) {
			r.at = 0
			r.left--
		}
	}
	return n, nil
}

func BenchmarkHTML(b *testing.B) {
	var s strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&s, "<p class=MsoNormal><span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif'>Regel %d van een lange brief.<o:p></o:p></span></p>\n", i)
	}
	src := s.String()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		htmlText(src)
	}
}

// backlogMail is an ordinary mail as the measurement of a backlog has them: plain
// text of 5 kB below a dozen trace lines.
func backlogMail() []byte {
	words := strings.Fields(`de het een en van ik dat niet in is op te zijn met voor die aan er om dan zou kunnen hebben
	was naar heb hoe nog bij uit ook maar wat dit mijn als worden door over werd gesprek afspraak kantoor brief datum
	telefoon week maandag dinsdag vraag antwoord graag vriendelijk bedankt verder eerder later samen iemand niemand altijd
	mensen dagen uren afgelopen volgende bericht informatie gegevens rustig duidelijk helaas gelukkig misschien natuurlijk`)
	var b strings.Builder
	b.WriteString("From: Klager Nummer7 <k7@voorbeeld.nl>\r\nTo: klachten@perspectief.example\r\nMessage-ID: <b7@voorbeeld.nl>\r\nDate: Tue, 14 Apr 2026 10:00:00 +0200\r\n")
	for k := range 12 {
		fmt.Fprintf(&b, "Received: from relay%d.voorbeeld.nl (relay%d.voorbeeld.nl [192.0.2.%d]) by mx.voorbeeld.nl; Tue, 14 Apr 2026 10:00:%02d +0200\r\n", k, k, k, k)
	}
	b.WriteString("Subject: bericht 7\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKunt u mij laten weten wanneer het kantoor open is?\r\n\r\n")
	r := rand.New(rand.NewPCG(1, 2))
	for n, line := 4<<10, 0; n > 0; n-- {
		w := words[r.IntN(len(words))]
		b.WriteString(w)
		if line += len(w) + 1; line > 70 {
			b.WriteString(".\r\n")
			line = 0
		} else {
			b.WriteByte(' ')
		}
		n -= len(w)
	}
	return []byte(b.String())
}

func BenchmarkBacklog(b *testing.B) {
	mail := backlogMail()
	o := Options{AuthservID: "mx.perspectief.example", OwnHosts: []string{"perspectief.example"}}
	b.SetBytes(int64(len(mail)))
	b.ReportAllocs()
	for b.Loop() {
		Read(bytes.NewReader(mail), o)
	}
}
