package daemon_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/workflow"
)

// original is a mail as the client of whoever got it has it: what an answer quotes.
type original struct {
	workflow.Message
	Page string // the inside of its HTML body
}

func originalOf(t *testing.T, raw []byte) original {
	t.Helper()
	o := original{Message: reader.Read(bytes.NewReader(raw), reader.Options{})}
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	err = e.Walk(func(_ []int, p *message.Entity, _ error) error {
		if kind, _, _ := p.Header.ContentType(); kind == "text/html" {
			b, err := io.ReadAll(p.Body)
			o.Page = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if m := insideBody.FindStringSubmatch(o.Page); m != nil {
		o.Page = m[1]
	}
	return o
}

var insideBody = regexp.MustCompile(`(?is)<body[^>]*>(.*)</body>`)

// written is what somebody typed in answer to a mail.
type written struct {
	Name, Addr string
	Of         original
	Text       string // above the quote
	Below      string // below the quote
	Between    string // in the quote, below its first line with After
	After      string
	Now        time.Time
}

// shape is what one mail client makes of an answer.
type shape struct {
	name  string
	write func(written) []byte
}

// shapes are the clients that people answer with, as their answers look on the way.
var shapes = []shape{
	{"Outlook desktop", outlookDesktop}, {"Outlook mobiel", outlookMobile}, {"Outlook web", outlookWeb},
	{"Thunderbird", thunderbird}, {"Thunderbird alleen HTML", thunderbirdPage},
	{"Gmail", gmailWeb}, {"iPhone", iPhone}, {"iPhone kort", iPhonePlain}, {"Samsung", samsung},
}

var dayShort = []string{"zo", "ma", "di", "wo", "do", "vr", "za"}
var dayLong = []string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
var monthLong = []string{"", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

func esc(s string) string { return html.EscapeString(s) }

// lines gives the lines of a text, each between two strings.
func lines(text, before, behind string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		b.WriteString(before + line + behind)
	}
	return b.String()
}

// quoted is the text of the original behind "> ", with what was typed in between.
func (w written) quoted(mark, empty string) string {
	var b strings.Builder
	done := w.Between == ""
	for line := range strings.SplitSeq(strings.TrimSpace(w.Of.Text), "\n") {
		if line == "" {
			b.WriteString(empty + "\n")
		} else {
			b.WriteString(mark + line + "\n")
		}
		if !done && strings.Contains(line, w.After) {
			b.WriteString("\n" + w.Between + "\n\n")
			done = true
		}
	}
	return b.String()
}

// page is the HTML of the original, cut behind the block with After when something
// was typed in between.
func (w written) page() (before, after string) {
	if w.Between == "" {
		return w.Of.Page, ""
	}
	i := strings.Index(w.Of.Page, esc(w.After))
	if i < 0 {
		panic("the original has no " + w.After)
	}
	depth := 0
	for _, tag := range anyTag.FindAllStringIndex(w.Of.Page, -1) {
		switch t := w.Of.Page[tag[0]:tag[1]]; {
		case strings.HasPrefix(t, "</"):
			depth--
		case !emptyTag.MatchString(t):
			depth++
		}
		if depth == 0 && tag[1] > i {
			return w.Of.Page[:tag[1]], w.Of.Page[tag[1]:]
		}
	}
	return w.Of.Page, ""
}

var (
	anyTag   = regexp.MustCompile(`<[^>]*>`)
	emptyTag = regexp.MustCompile(`(?i)^<(?:br|hr|img|meta|!)`)
)

// mail puts an answer in its envelope: header lines of the client's own, and one or
// two parts.
func (w written) mail(re, id string, more []string, charset, coding string, parts ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s <%s>\r\nTo: %s <%s>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s>\r\nIn-Reply-To: <%s>\r\nReferences: %s<%s>\r\nMIME-Version: 1.0\r\n",
		mime.QEncoding.Encode("utf-8", w.Name), w.Addr, mime.QEncoding.Encode("utf-8", w.Of.FromShown.Name), cmdtest.Committee,
		mime.QEncoding.Encode("utf-8", re+w.Of.Subject), w.Now.Format(time.RFC1123Z), id, w.Of.MessageID, w.references(), w.Of.MessageID)
	for _, line := range more {
		b.WriteString(line + "\r\n")
	}
	boundary := fmt.Sprintf("_000_%d_", w.Now.UnixNano())
	if len(parts) > 1 {
		fmt.Fprintf(&b, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", boundary)
	}
	for _, p := range parts {
		kind := "text/plain"
		if strings.HasPrefix(p, "<") {
			kind = "text/html"
		}
		if len(parts) > 1 {
			fmt.Fprintf(&b, "--%s\r\n", boundary)
		}
		fmt.Fprintf(&b, "Content-Type: %s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n", kind, charset, coding)
		b.Write(encoded(p, charset, coding))
		b.WriteString("\r\n")
	}
	if len(parts) > 1 {
		fmt.Fprintf(&b, "--%s--\r\n", boundary)
	}
	return b.Bytes()
}

// references are those of the original, one line each.
func (w written) references() string {
	s := ""
	for _, id := range w.Of.References {
		s += "<" + id + ">\r\n "
	}
	return s
}

func encoded(s, charset, coding string) []byte {
	raw := []byte(strings.ReplaceAll(s, "\n", "\r\n"))
	if strings.HasPrefix(strings.ToLower(charset), "windows") {
		raw = raw[:0]
		for _, r := range strings.ReplaceAll(s, "\n", "\r\n") {
			if r > 0xff {
				r = '?'
			}
			raw = append(raw, byte(r))
		}
	}
	var b bytes.Buffer
	switch coding {
	case "quoted-printable":
		w := quotedprintable.NewWriter(&b)
		w.Write(raw)
		w.Close()
	case "base64":
		for chunk := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(raw)), 76) {
			b.Write(chunk)
			b.WriteString("\r\n")
		}
	default:
		b.Write(raw)
	}
	return b.Bytes()
}

// outlookHead is the block above what Outlook in Dutch quotes.
func (w written) outlookHead(line func(label, value string) string) string {
	at := w.Of.Received
	return line("Van", w.Of.FromShown.Name+" <"+cmdtest.Committee+">") +
		line("Verzonden", fmt.Sprintf("%s %d %s %d %02d:%02d", dayLong[at.Weekday()], at.Day(), monthLong[at.Month()], at.Year(), at.Hour(), at.Minute())) +
		line("Aan", w.Name+" <"+w.Addr+">") + line("Onderwerp", w.Of.Subject)
}

func plainLine(label, value string) string { return label + ": " + value + "\n" }

// outlookDesktop is Outlook for Windows, in Dutch, which writes with Word.
func outlookDesktop(w written) []byte {
	const para = "<p class=MsoNormal><span lang=NL style='font-size:11.0pt;mso-fareast-language:EN-US'>"
	sign := "Met vriendelijke groet,\n\n" + w.Name + "\nPerspectief | T 030 765 43 21 | www.voorbeeld.nl\n"
	text := w.Text + "\n\n" + sign + "\n\n" + w.outlookHead(plainLine) + "\n" + w.quoted("", "") + w.Below
	before, after := w.page()
	page := `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15 (filtered medium)"><style><!--
p.MsoNormal {margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif;}
--></style></head><body lang=NL link="#0563C1" vlink="#954F72" style='word-wrap:break-word'><div class=WordSection1>` +
		lines(esc(w.Text), para, "<o:p></o:p></span></p>\n") + para + "<o:p>&nbsp;</o:p></span></p>" + lines(esc(sign), para, "<o:p></o:p></span></p>\n") +
		"<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>" +
		w.outlookHead(func(l, v string) string { return "<b>" + l + ":</b> " + esc(v) + "<br>" }) + "<o:p></o:p></p></div></div>\n" +
		before + lines(esc(w.Between), para+"<span style='color:red'>", "</span></span></p>") + after + lines(esc(w.Below), para, "</span></p>") + "</div></body></html>"
	return w.mail("RE: ", fmt.Sprintf("AM9PR03MB%d@AM9PR03MB0034.eurprd03.prod.outlook.example", w.Now.UnixNano()),
		[]string{"Thread-Topic: " + mime.QEncoding.Encode("utf-8", w.Of.Subject), "Accept-Language: nl-NL, en-US", "X-MS-Has-Attach:", "X-MS-TNEF-Correlator:"},
		"windows-1252", "quoted-printable", text, page)
}

// outlookMobile is Outlook on a telephone.
func outlookMobile(w written) []byte {
	text := w.Text + "\n\nOutlook voor Android downloaden<https://aka.ms/AAb9ysg>\n________________________________\n" +
		w.outlookHead(plainLine) + "\n" + w.quoted("", "") + w.Below
	before, after := w.page()
	page := `<html><head><meta http-equiv="Content-Type" content="text/html; charset=Windows-1252"></head><body>` +
		lines(esc(w.Text), `<div dir="auto">`, "</div>") + `<div id="ms-outlook-mobile-signature" dir="auto"><div><br></div>Outlook voor Android downloaden<a href="https://aka.ms/AAb9ysg"></a></div>` +
		`<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">` +
		w.outlookHead(func(l, v string) string { return "<b>" + l + ":</b> " + esc(v) + "<br>" }) + "</font><div>&nbsp;</div></div>\n" +
		before + lines(esc(w.Between), "<div>", "</div>") + after + lines(esc(w.Below), "<div>", "</div>") + "</body></html>"
	return w.mail("Re: ", fmt.Sprintf("VI1PR08MB%d@VI1PR08MB.eurprd08.prod.outlook.example", w.Now.UnixNano()), nil,
		"Windows-1252", "quoted-printable", text, page)
}

// outlookWeb is Outlook in a browser: no text part, ids with x_ before them.
func outlookWeb(w written) []byte {
	before, after := w.page()
	page := `<html><head><style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style></head><body dir="ltr">` +
		lines(esc(w.Text), `<div class="elementToProof" style="font-family: Aptos, Calibri; font-size: 12pt; color: rgb(0, 0, 0);">`, "</div>") +
		`<div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">` +
		w.outlookHead(func(l, v string) string { return "<b>" + l + ":</b>&nbsp;" + esc(v) + "<br>" }) + `</font><div>&nbsp;</div></div><div class="x_body">` +
		before + lines(esc(w.Between), "<div>", "</div>") + after + "</div>" + lines(esc(w.Below), "<div>", "</div>") + "</body></html>"
	return w.mail("Re: ", fmt.Sprintf("DB9PR%d@DB9PR01MB.eurprd01.prod.outlook.example", w.Now.UnixNano()), nil,
		"windows-1252", "quoted-printable", page)
}

// thunderbird writes plain text with soft line ends (RFC 3676), below or between
// the quote as often as above it.
func thunderbird(w written) []byte {
	at := w.Of.Received
	head := fmt.Sprintf("Op %02d-%02d-%d om %02d:%02d schreef %s:\n", at.Day(), at.Month(), at.Year(), at.Hour(), at.Minute(), w.Of.FromShown.Name)
	text := head + w.quoted("> ", ">")
	if w.Text != "" {
		text = w.Text + "\n\n" + text
	}
	if w.Below != "" {
		text += "\n" + w.Below + "\n-- \n" + w.Name + "\nLindelaan 12\n"
	}
	return w.mail("Re: ", fmt.Sprintf("%d-1111-2222-3333-444455556666@thuis.voorbeeld.nl", w.Now.UnixNano()),
		[]string{"User-Agent: Mozilla Thunderbird", "Content-Language: nl"}, "UTF-8; format=flowed", "8bit", text)
}

// thunderbirdPage is Thunderbird when it writes HTML.
func thunderbirdPage(w written) []byte {
	at := w.Of.Received
	before, after := w.page()
	page := `<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>` +
		lines(esc(w.Text), "<p>", "</p>") + fmt.Sprintf(`<div class="moz-cite-prefix">Op %02d-%02d-%d om %02d:%02d schreef %s:<br></div><blockquote type="cite" cite="mid:%s">`,
		at.Day(), at.Month(), at.Year(), at.Hour(), at.Minute(), esc(w.Of.FromShown.Name), esc(w.Of.MessageID)) + before
	if w.Between != "" {
		page += "</blockquote>" + lines(esc(w.Between), "<p>", "</p>") + `<blockquote type="cite">` + after
	}
	page += "</blockquote>" + lines(esc(w.Below), "<p>", "</p>") + "</body></html>"
	return w.mail("Re: ", fmt.Sprintf("%d-aaaa-bbbb-cccc-ddddeeeeffff@thuis.voorbeeld.nl", w.Now.UnixNano()),
		[]string{"User-Agent: Mozilla Thunderbird"}, "UTF-8", "8bit", page)
}

// gmailWeb is Gmail in a browser: the sender between marks of writing direction, a
// space that does not break.
func gmailWeb(w written) []byte {
	at := w.Of.Received
	when := fmt.Sprintf("Op %s %d %s %d om %02d:%02d schreef %s", dayShort[at.Weekday()], at.Day(), monthLong[at.Month()][:3], at.Year(), at.Hour(), at.Minute(), w.Of.FromShown.Name)
	text := w.Text + "\n\n" + when + " <\n\u202a" + cmdtest.Committee + "\u202c>:\n\n" + w.quoted("> ", ">") + w.Below
	before, after := w.page()
	page := `<div dir="ltr">` + lines(esc(w.Text), "<div>", "</div>") + `</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">` +
		strings.ReplaceAll(esc(when), " om ", "&nbsp;om ") + ` &lt;<a href="mailto:` + cmdtest.Committee + "\">\u202a" + cmdtest.Committee + "\u202c</a>&gt;:<br></div>" +
		`<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">` + before
	if w.Between != "" {
		page += "</blockquote><div><br></div>" + lines(esc(w.Between), "<div>", "</div>") + `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">` + after
	}
	page += "</blockquote>" + lines(esc(w.Below), "<div>", "</div>") + "</div>\n"
	return w.mail("Re: ", fmt.Sprintf("CAKx%d=abc-Q@mail.gmail.example", w.Now.UnixNano()), []string{"X-Gm-Features: ASd0038"},
		"UTF-8", "base64", text, page)
}

// iPhone is Mail on a telephone, with a quote in HTML and marks of no width in the
// text.
func iPhone(w written) []byte {
	at := w.Of.Received
	when := fmt.Sprintf("Op %d %s %d om %02d:%02d heeft %s <%s> het volgende geschreven:", at.Day(), monthLong[at.Month()][:3], at.Year(), at.Hour(), at.Minute(), w.Of.FromShown.Name, cmdtest.Committee)
	text := w.Text + "\n\nVerstuurd vanaf mijn iPhone\n\n> " + when + "\n> \n> \ufeff" + strings.TrimPrefix(w.quoted("> ", "> "), "> ") + w.Below
	before, after := w.page()
	page := `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">` +
		lines(esc(w.Text), `<div dir="ltr">`, "</div>") + `<div dir="ltr"><br></div><div dir="ltr">Verstuurd vanaf mijn iPhone</div><div dir="ltr"><br><blockquote type="cite">` +
		esc(when) + "<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">\ufeff" + before
	if w.Between != "" {
		page += "</div></blockquote>" + lines(esc(w.Between), "<div>", "</div>") + `<blockquote type="cite"><div dir="ltr">` + after
	}
	page += "</div></blockquote>" + lines(esc(w.Below), "<div>", "</div>") + "</body></html>"
	return w.mail("Re: ", fmt.Sprintf("%d-AAAA-BBBB-CCCC-0123456789AB@voorbeeld.nl", w.Now.UnixNano()), []string{"X-Mailer: iPhone Mail (23A341)"},
		"utf-8", "base64", text, page)
}

// iPhonePlain is the same telephone answering in plain text, its signature glued to
// the quote.
func iPhonePlain(w written) []byte {
	at := w.Of.Received
	text := w.Text + "\nVerstuurd vanaf mijn iPhone" + fmt.Sprintf("Op %d %s %d om %02d:%02d heeft %s <%s> het volgende geschreven:", at.Day(), monthLong[at.Month()][:3], at.Year(), at.Hour(), at.Minute(), w.Of.FromShown.Name, cmdtest.Committee) +
		"\n\n" + w.quoted("> ", ">") + w.Below
	return w.mail("Re: ", fmt.Sprintf("%d-DDDD-BBBB-CCCC-0123456789AB@voorbeeld.nl", w.Now.UnixNano()), []string{"X-Mailer: iPhone Mail (22E252)"},
		"utf-8", "quoted-printable", text)
}

// samsung is the mail program of a Samsung telephone.
func samsung(w written) []byte {
	at := w.Of.Received
	head := fmt.Sprintf("-------- Oorspronkelijk bericht --------\nVan: %s <%s>\nDatum: %d-%02d-%d %02d:%02d (GMT+01:00)\nAan: %s\nOnderwerp: %s\n", w.Of.FromShown.Name, cmdtest.Committee,
		at.Day(), at.Month(), at.Year(), at.Hour(), at.Minute(), w.Addr, w.Of.Subject)
	text := w.Text + "\n\n\nVerzonden vanaf mijn Galaxy\n\n\n" + head + "\n" + w.quoted("", "") + w.Below
	before, after := w.page()
	page := `<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body dir="auto">` + lines(esc(w.Text), `<div dir="auto">`, "</div>") +
		`<div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">Verzonden vanaf mijn Galaxy</div></div><div dir="auto"><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>` +
		strings.ReplaceAll(strings.TrimSuffix(esc(head), "\n"), "\n", " </div><div>") + "</div><div><br></div></div>" + before + lines(esc(w.Between), "<div>", "</div>") + after + lines(esc(w.Below), "<div>", "</div>") + "</body></html>"
	return w.mail("Re: ", fmt.Sprintf("%d.samsung@post.voorbeeld.nl", w.Now.UnixNano()), nil, "UTF-8", "base64", text, page)
}

// TestShapesQuoteWhatWasAsked: of an answer from each client only what its writer
// typed is new: a letter that offers "ja, ik ben tevreden" is not an answer by being
// quoted.
func TestShapesQuoteWhatWasAsked(t *testing.T) {
	raw := letterOfProposal(t)
	o := originalOf(t, raw)
	o.Received = time.Date(2026, 4, 14, 9, 0, 0, 0, time.UTC)
	for _, s := range shapes {
		m := reader.Read(bytes.NewReader(s.write(written{Name: "Anna Bakker", Addr: cmdtest.Complainant, Of: o, Text: "Daar denk ik over na.", Now: time.Date(2026, 4, 15, 9, 0, 0, 0, time.UTC)})), reader.Options{})
		if !strings.HasPrefix(m.NewText, "Daar denk ik over na.") || strings.Contains(m.NewText, "Antwoord met") || m.Confidence < 0.5 {
			t.Errorf("%s: new text with confidence %.1f:\n%s", s.name, m.Confidence, m.NewText)
		}
		if len(m.References) == 0 || m.References[0] != o.MessageID {
			t.Errorf("%s: references %q", s.name, m.References)
		}
	}
}

// letterOfProposal is a letter as it lies in Concepten.
func letterOfProposal(t *testing.T) (raw []byte) {
	t.Helper()
	from(t, "2026-04-14 10:00", plain, nil, func(h *house) {
		toProposal(h, outlookMobile, "Ik bied excuses aan.")
		list := h.Srv.Messages(cmdtest.Committee, "Drafts")
		raw = list[len(list)-1].Raw
	})
	return raw
}
