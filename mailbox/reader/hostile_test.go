package reader

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

// within fails when reading takes far longer than a mail of this kind may. The
// figures of an idle machine are in the log; one that tests is busy with other
// things, and the race detector costs a factor of ten.
func within(t *testing.T, name string, limit time.Duration, mail io.Reader) workflow.Message {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	m := Read(mail, Options{})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > limit*10+3*time.Second {
		t.Errorf("%s took %v, want at most %v", name, took, limit)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 64<<20 {
		t.Errorf("%s allocated %d MB", name, got>>20)
	}
	t.Logf("%s: %v, %d kB", name, took, (after.TotalAlloc-before.TotalAlloc)>>10)
	checkClean(t, name, m)
	return m
}

func TestHostileNesting(t *testing.T) {
	for _, n := range []int{10, 100, 1000, 100000} {
		var b strings.Builder
		b.WriteString("From: a@voorbeeld.nl\r\nSubject: diep\r\n")
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		b.WriteString("Content-Type: text/plain\r\n\r\nHallo\r\n")
		m := within(t, fmt.Sprint("nesting ", n), 50*time.Millisecond, strings.NewReader(b.String()))
		if n == 10 && m.Text != "Hallo" {
			t.Errorf("ten levels: text %q", m.Text)
		}
		if n > 50 && !has(m.Problems, "deeper than 50") {
			t.Errorf("%d levels: problems %q", n, m.Problems)
		}
	}
	var b strings.Builder
	for range 2000 {
		b.WriteString("Content-Type: message/rfc822\r\n\r\n")
	}
	within(t, "attached mails", 50*time.Millisecond, strings.NewReader(b.String()))
	within(t, "HTML depth", 200*time.Millisecond, strings.NewReader("Content-Type: text/html\r\n\r\n"+strings.Repeat("<div><blockquote><table>", 40000)+"Hallo"))
	within(t, "HTML end tags", 200*time.Millisecond, strings.NewReader("Content-Type: text/html\r\n\r\n"+strings.Repeat("<b><i>", 100)+strings.Repeat("</p></td></x>", 40000)))
}

func has(list []string, part string) bool {
	for _, s := range list {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func TestHostileHeaders(t *testing.T) {
	for _, n := range []int{1, 1000, 500000} {
		m := within(t, fmt.Sprint("headers ", n), 200*time.Millisecond, strings.NewReader("From: a@voorbeeld.nl\r\n"+strings.Repeat("X-A: b\r\n", n)+"\r\nHallo"))
		if m.Text != "Hallo" || m.From.IsZero() {
			t.Errorf("%d headers: %q", n, m.Text)
		}
	}
	big := strings.Repeat("x", 1<<20)
	for name, mail := range map[string]string{
		"line of a megabyte":          "From: a@voorbeeld.nl\r\nSubject: " + big + "\r\n\r\nHallo",
		"folded megabyte":             "From: a@voorbeeld.nl\r\nSubject: x" + strings.Repeat("\r\n xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 30000) + "\r\n\r\nHallo",
		"body line of a megabyte":     "From: a@voorbeeld.nl\r\n\r\nHallo " + big,
		"boundary of a megabyte":      "From: a@voorbeeld.nl\r\nContent-Type: multipart/mixed; boundary=\"" + big + "\"\r\n\r\nHallo",
		"name of 200 kB":              big[:200<<10] + ": x\r\n\r\nHallo",
		"only CR":                     "From: a@voorbeeld.nl\rSubject: x\r\rHallo\rdag",
		"CR CR LF":                    "From: a@voorbeeld.nl\r\r\nSubject: x\r\r\n\r\r\nHallo",
		"NUL everywhere":              strings.ReplaceAll("From: a@voorbeeld.nl\r\nSubject: x\r\n\r\nHallo", "a", "a\x00"),
		"UTF-16 without MIME":         "F\x00r\x00o\x00m\x00:\x00 \x00a\x00\r\x00\n\x00\r\x00\n\x00H\x00a\x00",
		"blank lines in front":        "\r\n\r\nFrom: a@voorbeeld.nl\r\n\r\nHallo",
		"BOM in front":                "\xef\xbb\xbfFrom: a@voorbeeld.nl\r\n\r\nHallo",
		"first line folded":           " x\r\nFrom: a@voorbeeld.nl\r\n\r\nHallo",
		"no header":                   "Hallo, ik heb een klacht.\r\n\r\nGroet",
		"no blank line":               "From: a@voorbeeld.nl\r\nSubject: x\r\nHallo, ik heb een klacht\r\nover de bemiddelaar.\r\n",
		"a label as the first line":   "From: a@voorbeeld.nl\r\nSubject: x\r\nKlacht: Hallo, dit is mijn klacht\r\nover de bemiddelaar.\r\n",
		"nothing":                     "",
		"one byte":                    "x",
		"only a header":               "From: a@voorbeeld.nl",
		"header and half a multipart": "From: a@voorbeeld.nl\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x",
	} {
		m := within(t, name, 200*time.Millisecond, strings.NewReader(mail))
		if strings.Contains(mail, "Hallo") && !strings.Contains(strings.ReplaceAll(m.Text, "\x00", ""), "Hallo") {
			t.Errorf("%s: text %q", name, head(m.Text, 100))
		}
	}
}

func TestHostileFields(t *testing.T) {
	many := strings.Repeat("a@voorbeeld.nl, ", 100000)
	words := strings.Repeat("=?utf-8?Q?x?= ", 100000)
	for name, field := range map[string]string{
		"addresses":         "To: " + many,
		"encoded words":     "Subject: " + words,
		"bad encoded words": "Subject: " + strings.Repeat("=?utf-8?Q?x", 100000),
		"open words":        "From: " + strings.Repeat("=?", 50000),
		"domain literal":    "From: a@[" + strings.Repeat("x", 256<<10) + "]",
		"nested comments":   "From: " + strings.Repeat("(", 100000) + " a@voorbeeld.nl",
		"nested brackets":   "To: " + strings.Repeat("<", 90000),
		"quotes":            "To: " + strings.Repeat("\"", 90001),
		"backslashes":       "To: " + strings.Repeat("\\", 90001),
		"parameters":        "Content-Type: text/plain" + strings.Repeat("; a=b", 20000),
		"continuations":     "Content-Type: text/plain" + strings.Repeat("; name*1*=x", 9000),
		"references":        "References: " + strings.Repeat("<a@b>", 20000),
		"open references":   "References: " + strings.Repeat("<a@b", 20000),
		"received":          strings.Repeat("Received: from a by b; x\r\n", 3000) + "X: y",
		"results":           "Authentication-Results: " + strings.Repeat("(", 90000),
		"date":              "Date: " + strings.Repeat("1", 90000),
		"labels in a word":  "Subject: =?" + strings.Repeat("x", 90000) + "?Q?a?=",
	} {
		within(t, name, 100*time.Millisecond, strings.NewReader(field+"\r\n\r\nHallo"))
	}
	m := within(t, "100 Received lines", 100*time.Millisecond, strings.NewReader(strings.Repeat("Received: from a.example.org by b.example.org; x\r\n", 100)+"From: a@voorbeeld.nl\r\n\r\nHallo"))
	if !m.NoAutoReply {
		t.Error("100 Received lines may be answered")
	}
	m = within(t, "200 addresses", 100*time.Millisecond, strings.NewReader("To: "+strings.Repeat("a@voorbeeld.nl,", 900)+"\r\n\r\nHallo"))
	if len(m.To) != maxAddresses || !has(m.Problems, "200 addresses") {
		t.Errorf("%d addresses, %q", len(m.To), m.Problems)
	}
}

func TestHostileParts(t *testing.T) {
	m := within(t, "100,000 parts", 100*time.Millisecond, strings.NewReader("Content-Type: multipart/mixed; boundary=x\r\n\r\n"+strings.Repeat("--x\r\nContent-Type: image/png\r\n\r\nx\r\n", 100000)))
	if len(m.Attachments) > maxParts || !has(m.Problems, "500 parts") {
		t.Errorf("%d attachments, %q", len(m.Attachments), m.Problems)
	}
	b := "Content-Type: text/plain; " + strings.Repeat("q", 5)
	within(t, "odd type", 50*time.Millisecond, strings.NewReader(b+"\r\n\r\nHallo"))
	within(t, "text of 10 MB", 2*time.Second, io.MultiReader(strings.NewReader("From: a@voorbeeld.nl\r\n\r\n"), &repeated{line: "Dit is een lange klacht over van alles.\r\n", left: 250000}))
	within(t, "HTML of 10 MB", 2*time.Second, io.MultiReader(strings.NewReader("From: a@voorbeeld.nl\r\nContent-Type: text/html\r\n\r\n"), &repeated{line: "<p>Dit is een lange klacht</p>\r\n", left: 300000}))
	within(t, "quotes of 1 MB", time.Second, strings.NewReader("Subject: Re: x\r\n\r\n"+strings.Repeat("> > > a\r\n", 120000)))
	within(t, "attributions of 1 MB", time.Second, strings.NewReader("Subject: Re: x\r\n\r\n"+strings.Repeat("Op 3 mei 2026 om 10:00 schreef x\r\n", 30000)))
	within(t, "labels of 1 MB", time.Second, strings.NewReader("Subject: Re: x\r\n\r\n"+strings.Repeat("Van: x\r\nDatum: y\r\n\r\n", 40000)))
	within(t, "signatures of 1 MB", time.Second, strings.NewReader("Subject: Re: x\r\n\r\n"+strings.Repeat("-- \r\nx\r\n", 100000)))
	within(t, "dashes of 1 MB", time.Second, strings.NewReader("Subject: Re: x\r\n\r\n"+strings.Repeat("--\r\n", 250000)))
	within(t, "report of 1 MB", time.Second, strings.NewReader("From: mailer-daemon@voorbeeld.nl\r\nSubject: failure notice\r\n\r\n"+strings.Repeat("<a@voorbeeld.nl>: 550 5.1.1\r\n", 30000)))
	within(t, "dates of 1 MB", time.Second, strings.NewReader("Date: Tue, 28 Apr 2026 10:11:11 +0200\r\nSubject: Afwezig: x\r\n\r\n"+strings.Repeat("terug op 3 mei 2026 ", 50000)))
}

// TestLargeMail holds the promise that attachments stream by.
func TestLargeMail(t *testing.T) {
	m := within(t, "45 MB", 2*time.Second, largeMail(45<<20))
	if m.Text != "Zie bijlage." || len(m.Attachments) != 1 {
		t.Errorf("text %q, attachments %v", m.Text, m.Attachments)
	}
	m = Read(largeMail(8<<20), Options{MaxSize: 1 << 20})
	if m.Text != "Zie bijlage." || !has(m.Problems, "larger than 1 MB") {
		t.Errorf("over the limit: %q", m.Problems)
	}
}

// TestBroken has PARSE-07: what is broken is named, and the readable part shown.
func TestBroken(t *testing.T) {
	const text = "Ik wil een klacht indienen"
	b64 := base64.StdEncoding.EncodeToString([]byte(text + "!!"))
	tests := []struct{ name, mail string }{
		{"unknown charset", "Content-Type: text/plain; charset=klingon\r\n\r\n" + text},
		{"charset of spaces", "Content-Type: text/plain; charset=\r\n\r\n" + text},
		{"doubled semicolons", "Content-Type: text/plain;; charset=utf-8;;\r\n\r\n" + text},
		{"charset twice", "Content-Type: text/plain; charset=utf-8; charset=x\r\n\r\n" + text},
		{"no semicolon", "Content-Type: text/plain charset=utf-8\r\n\r\n" + text},
		{"type only", "Content-Type: text\r\n\r\n" + text},
		{"type unreadable", "Content-Type: ???\r\n\r\n" + text},
		{"two types", "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n" + text},
		{"encoding 7-bit", "Content-Transfer-Encoding: 7-bit\r\n\r\n" + text},
		{"encoding with a comment", "Content-Transfer-Encoding: 8bit (ja)\r\n\r\n" + text},
		{"encoding quoted printable", "Content-Transfer-Encoding: Quoted Printable\r\n\r\nIk wil =65en klacht indienen"},
		{"encoding unknown", "Content-Transfer-Encoding: rot13\r\n\r\n" + text},
		{"encoding x-uuencode", "Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 brief.txt\r\n:26L@=VEL(&5E;B!K;&%C:'0@:6YD:65N96X`\r\n`\r\nend\r\n"},
		{"base64 without padding", "Content-Transfer-Encoding: base64\r\n\r\n" + strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(text)), "=")},
		{"base64 cut", "Content-Transfer-Encoding: base64\r\n\r\n" + b64[:len(b64)-3]},
		{"base64 with blanks", "Content-Transfer-Encoding: base64\r\n\r\n" + b64[:10] + " \r\n\t" + b64[10:] + "\r\n!!\r\n"},
		{"base64 in two blocks", "Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(text[:10])) + "\r\n" + base64.StdEncoding.EncodeToString([]byte(text[10:]))},
		{"base64 that was never encoded", "Content-Transfer-Encoding: base64\r\n\r\n" + text + ".\r\n"},
		{"quoted-printable with a lone =", "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + text + " = =zz =\r\n"},
		{"quoted-printable in lower case", "Content-Transfer-Encoding: quoted-printable\r\n\r\nIk wil een klacht indiene=6e"},
		{"soft break with spaces", "Content-Transfer-Encoding: quoted-printable\r\n\r\nIk wil een =  \r\nklacht indienen"},
		{"utf-7", "Content-Type: text/plain; charset=utf-7\r\n\r\nIk wil +AGU-en klacht indienen"},
		{"cp1252 as utf-8", "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + " \x80 \xe9"},
		{"utf-8 as latin1", "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + text + " é"},
		{"utf-16", "Content-Type: text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(wide(text)))},
		{"no boundary", "Content-Type: multipart/mixed\r\n\r\n" + text},
		{"no boundary but parts", "Content-Type: multipart/mixed\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"wrong boundary", "Content-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"boundary that never comes", "Content-Type: multipart/mixed; boundary=y\r\n\r\n" + text},
		{"boundary unquoted with a space", "Content-Type: multipart/mixed; boundary=a b\r\n\r\n--a b\r\n\r\n" + text + "\r\n--a b--\r\n"},
		{"boundary with = unquoted", "Content-Type: multipart/mixed; boundary=----=_Part_1\r\n\r\n------=_Part_1\r\n\r\n" + text + "\r\n------=_Part_1--\r\n"},
		{"not closed", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n" + text},
		{"cut in the boundary", "Content-Type: multipart/mixed; boundary=xyz\r\n\r\n--xyz\r\n\r\n" + text + "\r\n--x"},
		{"outer boundary closes the inner", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"inner and outer boundary alike", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n" + text + "\r\n--x--\r\n--x--\r\n"},
		{"parts behind the end", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\nx\r\n--x--\r\n--x\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"part header with junk", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nrommel zonder dubbele punt\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"part without a blank line", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n" + text + "\r\n--x--\r\n"},
		{"part without a header", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"empty plain twin", "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n \r\n--x\r\nContent-Type: text/html\r\n\r\n<p>" + text + "</p>\r\n--x--\r\n"},
		{"stub as the plain twin", "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nUw mailprogramma ondersteunt geen HTML.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>" + text + "</p>\r\n--x--\r\n"},
		{"encoding on the multipart", "Content-Type: multipart/mixed; boundary=x\r\nContent-Transfer-Encoding: base64\r\n\r\n--x\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"Content-Type lost", "MIME-Version: 1.0\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"text as an attachment", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; name=brief.txt\r\nContent-Disposition: attachment\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"HTML as text/plain", "Content-Type: text/plain\r\n\r\n" + text},
		{"HTML with unclosed style", "Content-Type: text/html\r\n\r\n<style>p{}" + "<p>" + text + "</p>"},
		{"HTML with an unclosed comment", "Content-Type: text/html\r\n\r\n<!-- <p>" + text + "</p>"},
		{"HTML hidden and unclosed", "Content-Type: text/html\r\n\r\n<div style='display:none'><p>" + text + "</p>"},
		{"HTML in a title", "Content-Type: text/html\r\n\r\n<html><head><title>x<body><p>" + text + "</p>"},
		{"mbox line", "From x@y Tue\r\nSubject: x\r\n\r\n" + text},
		{"escaped mbox line", ">From x@y Tue\r\nSubject: x\r\n\r\n" + text},
		{"impossible names", "Een kop met spaties: ja\r\nSubject: x\r\nNóg een: y\r\n\r\n" + text},
		{"control letters", "Subject: a\x07b\r\n\r\n" + text + "\x00\x08\x1b[31m"},
		{"format flowed", "Content-Type: text/plain; format=flowed\r\n\r\nIk wil een \r\nklacht indienen"},
		{"digest", "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: a\r\n\r\n" + text + "\r\n--x--\r\n"},
		{"attached mail in base64", "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte("Subject: a\r\n\r\n"+text))},
		{"CRLF and LF mixed", "Subject: x\nContent-Type: multipart/mixed; boundary=x\r\n\n--x\n\r\n" + text + "\n--x--\r\n"},
		{"charset on the multipart only", "Content-Type: multipart/mixed; boundary=x; charset=iso-8859-2\r\n\r\n--x\r\n\r\n" + text + " \xb3\r\n--x--\r\n"},
		{"richtext", "Content-Type: text/enriched\r\n\r\n<bold>" + text + "</bold>"},
	}
	n := 0
	for _, tt := range tests {
		m := Read(strings.NewReader("From: a@voorbeeld.nl\r\n"+tt.mail), Options{})
		if !strings.HasPrefix(tt.mail, "From x") && !strings.HasPrefix(tt.mail, ">From") {
			n++
		} else {
			m = Read(strings.NewReader(tt.mail), Options{})
		}
		checkClean(t, tt.name, m)
		if got := strings.Join(strings.Fields(m.Text), " "); !strings.Contains(got, text) {
			t.Errorf("%s: text %q, problems %q", tt.name, m.Text, m.Problems)
		}
		sameAttachments(t, tt.name, []byte("From: a@voorbeeld.nl\r\n"+tt.mail), Read(bytes.NewReader([]byte("From: a@voorbeeld.nl\r\n"+tt.mail)), Options{}))
	}
	t.Logf("%d broken mails read", len(tests))
}

// wide gives UTF-16 little endian.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// TestFileNames has PARSE-09: a name is data, never a path, and shown once.
func TestFileNames(t *testing.T) {
	tests := []struct{ disposition, want string }{
		{`attachment; filename="../../etc/passwd"`, "etc_passwd"},
		{`attachment; filename="C:\\Temp\\x.doc"`, "C__Temp_x.doc"},
		{`attachment; filename="/absoluut.pdf"`, "_absoluut.pdf"},
		{`attachment; filename=CON`, "_CON"},
		{`attachment; filename="nul.txt"`, "_nul.txt"},
		{"attachment; filename=\"a\x00b.pdf\"", "ab.pdf"},
		{"attachment; filename=\"brief\u202efdp.exe\"", "brieffdp.exe"},
		{`attachment; filename="` + strings.Repeat("a", 4000) + `.pdf"`, strings.Repeat("a", 146) + ".pdf"},
		{`attachment; filename=""`, "bijlage-1.pdf"},
		{`attachment; filename="..."`, "bijlage-1.pdf"},
		{`attachment; filename="   "`, "bijlage-1.pdf"},
		{`attachment; filename=brief zonder aanhalingstekens.pdf`, "brief zonder aanhalingstekens.pdf"},
		{`attachment; filename=één.pdf`, "één.pdf"},
		{"attachment; filename=\"\xe9\xe9n.pdf\"", "één.pdf"},
		{`attachment; filename*=UTF-8''%C3%A9%C3%A9n.pdf`, "één.pdf"},
		{`attachment; filename*=iso-8859-1'nl'%E9%E9n.pdf`, "één.pdf"},
		{`attachment; filename*0="lange"; filename*1=" naam.pdf"`, "lange naam.pdf"},
		{`attachment; filename*1=" naam.pdf"; filename*0="lange"`, "lange naam.pdf"},
		{`attachment; filename*0*=UTF-8''%C3%A9; filename*1="n.pdf"`, "én.pdf"},
		{`attachment; filename*0*=UTF-8''%C3; filename*1*=%A9n.pdf`, "én.pdf"},
		{`attachment; filename="plat.pdf"; filename*=UTF-8''beter.pdf`, "beter.pdf"},
		{`attachment; filename="eerst.pdf"; filename="dan.pdf"`, "eerst.pdf"},
		{`attachment; filename="=?UTF-8?Q?=C3=A9=C3=A9n.pdf?="`, "één.pdf"},
		{`attachment; filename==?UTF-8?B?w6nDqW4ucGRm?=`, "één.pdf"},
		{`attachment; filename="=?utf-8?Q?lange_?= =?utf-8?Q?naam.pdf?="`, "lange naam.pdf"},
		{`attachment; filename="naam "met" aanhaling.pdf"`, "naam _met_ aanhaling.pdf"},
		{`attachment; filename="naam;puntkomma.pdf"`, "naam;puntkomma.pdf"},
		{`attachment; filename='enkel.pdf'`, "enkel.pdf"},
		{`attachment;filename=zonder.pdf;size=5`, "zonder.pdf"},
		{`attachment; FileName="groot.PDF"`, "groot.PDF"},
		{`attachment; name="naam.pdf"`, "naam.pdf"},
		{`inline; filename="inline.pdf"`, "inline.pdf"},
		{`inline`, "bijlage-1.pdf"},
		{``, "bijlage-1.pdf"},
		{`attachment; filename="a<b>c|d?.pdf"`, "a_b_c_d_.pdf"},
		{`attachment; filename="regel` + "\r\n" + ` twee.pdf"`, "regel twee.pdf"},
		{`attachment; filename="tab	tab.pdf"`, "tab tab.pdf"},
		{`attachment; filename="punt. "`, "punt"},
		{`attachment; filename="COM1.log"`, "_COM1.log"},
		{`attachment; filename="COM10.log"`, "COM10.log"},
		{`attachment; filename=%20spatie.pdf`, "%20spatie.pdf"},
		{`attachment; filename*=UTF-8''..%2F..%2Fx.pdf`, "x.pdf"},
		{`attachment; filename*=onbekend''x.pdf`, "x.pdf"},
		{`attachment; filename*=zonder-aanhaling.pdf`, "zonder-aanhaling.pdf"},
		{`attachment; filename*0*=kapot; filename*0="x.pdf"`, "kapot"},
		{`bijlage; filename="soort.pdf"`, "soort.pdf"},
		{`attachment; filename`, "bijlage-1.pdf"},
		{`attachment; =x; filename="y.pdf"`, "y.pdf"},
		{`; filename="z.pdf"`, "z.pdf"},
		{`filename="alleen.pdf"`, "alleen.pdf"},
	}
	for _, tt := range tests {
		mail := "From: a@voorbeeld.nl\r\nContent-Type: application/pdf\r\nContent-Disposition: " + tt.disposition + "\r\n\r\nx"
		m := Read(strings.NewReader(mail), Options{})
		checkClean(t, tt.disposition, m)
		if len(m.Attachments) != 1 || m.Attachments[0].Name != tt.want {
			t.Errorf("%q: %+v, want %q", head(tt.disposition, 80), m.Attachments, tt.want)
		}
	}
	same := "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x\r\nContent-Type: image/png; name=foto.png\r\n\r\nx\r\n", 400)
	m := Read(strings.NewReader(same), Options{})
	seen := map[string]bool{}
	for _, a := range m.Attachments {
		if seen[strings.ToLower(a.Name)] {
			t.Fatalf("name %q twice", a.Name)
		}
		seen[strings.ToLower(a.Name)] = true
	}
	if len(seen) != 400 || m.Attachments[1].Name != "foto (2).png" {
		t.Errorf("%d names, the second %q", len(seen), m.Attachments[1].Name)
	}
	t.Logf("%d names", len(tests))
}
