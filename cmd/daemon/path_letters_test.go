package daemon_test

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// draft is a letter as it lies in Concepten, opened in a mail client.
type draft struct {
	head [][2]string // header lines that every client keeps
	text string
	page string // the inside of the HTML
}

func openDraft(h *house, raw []byte) draft {
	h.T.Helper()
	o := originalOf(h.T, raw)
	d := draft{text: o.Text, page: o.Page}
	for _, name := range []string{"From", "To", "Cc", "Subject"} {
		if m := regexp.MustCompile(`(?m)^` + name + `: ((?:[^\r\n]|\r\n[ \t])*)`).FindSubmatch(raw); m != nil {
			d.head = append(d.head, [2]string{name, string(m[1])})
		}
	}
	return d
}

// header changes a header line of a draft; an empty value takes it away.
func (d draft) header(name, value string) draft {
	var list [][2]string
	for _, f := range d.head {
		if f[0] != name {
			list = append(list, f)
		}
	}
	if value != "" {
		list = append(list, [2]string{name, value})
	}
	d.head = list
	return d
}

// edit changes words in both parts.
func (d draft) edit(t *testing.T, old, now string) draft {
	t.Helper()
	if !strings.Contains(d.text, old) || !strings.Contains(d.page, esc(old)) {
		t.Fatalf("the letter has no %q:\n%s", old, d.text)
	}
	d.text, d.page = strings.ReplaceAll(d.text, old, now), strings.ReplaceAll(d.page, esc(old), esc(now))
	return d
}

// mail is the letter as a client sends it.
func (d draft) mail(charset, coding string, parts ...string) []byte {
	var b bytes.Buffer
	for _, f := range d.head {
		fmt.Fprintf(&b, "%s: %s\r\n", f[0], f[1])
	}
	boundary := fmt.Sprintf("_000_%d_", time.Now().UnixNano())
	fmt.Fprintf(&b, "Date: %s\r\nMessage-ID: <%d@post.perspectief.example>\r\nMIME-Version: 1.0\r\n", time.Now().Format(time.RFC1123Z), time.Now().UnixNano())
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
		fmt.Fprintf(&b, "Content-Type: %s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n", kind, charset, coding, encoded(p, charset, coding))
	}
	if len(parts) > 1 {
		fmt.Fprintf(&b, "--%s--\r\n", boundary)
	}
	return b.Bytes()
}

var (
	blockStart = regexp.MustCompile(`(?i)<(?:p|h[1-6]|div)\b[^>]*>`)
	blockEnd   = regexp.MustCompile(`(?i)</(?:p|h[1-6]|div)>`)
	listItem   = regexp.MustCompile(`(?is)<li\b[^>]*>(.*?)</li>`)
	listTag    = regexp.MustCompile(`(?i)</?[uo]l\b[^>]*>`)
	linkTag    = regexp.MustCompile(`(?is)<a\b[^>]*href="([^"]*)"[^>]*>(.*?)</a>`)
	lineTag    = regexp.MustCompile(`(?i)<br\s*/?>`)
)

// textOf is the text part that a client makes of HTML: link is what becomes of a
// link, item what stands before the item of a list.
func textOf(page string, link func(words, target string) string, item string) string {
	page = strings.Join(strings.Fields(page), " ")
	page = linkTag.ReplaceAllStringFunc(page, func(s string) string {
		m := linkTag.FindStringSubmatch(s)
		return esc(link(html.UnescapeString(anyTag.ReplaceAllString(m[2], "")), html.UnescapeString(m[1])))
	})
	page = listItem.ReplaceAllString(page, item+"$1\n")
	page = blockEnd.ReplaceAllString(lineTag.ReplaceAllString(page, "\n"), "\n\n")
	return html.UnescapeString(anyTag.ReplaceAllString(page, ""))
}

// sending are the ways in which the secretary's client changes a letter that she
// only opened and sent.
var sending = []struct {
	name string
	send func(draft) []byte
}{
	{"as it lies there", func(d draft) []byte {
		return d.mail("utf-8", "quoted-printable", d.text, "<html><body>"+d.page+"</body></html>")
	}},
	{"Outlook with Word", sendWord},
	{"Outlook web, HTML only", func(d draft) []byte {
		return d.mail("iso-8859-1", "quoted-printable", `<html><head><style type="text/css" style="display:none;">P {margin-top:0;}</style></head><body dir="ltr"><div class="elementToProof">`+asLatin(d.page)+"</div></body></html>")
	}},
	{"Exchange, text of its own", func(d draft) []byte {
		text := textOf(d.page, func(w, target string) string { return w + "<" + target + ">" }, "\n  *   ")
		return d.mail("windows-1252", "quoted-printable", text, "<html><body>"+d.page+"</body></html>")
	}},
	{"Thunderbird, plain text", func(d draft) []byte {
		text := textOf(d.page, func(w, target string) string { return w + " <" + target + ">" }, "\n  * ")
		return d.mail("UTF-8; format=flowed", "8bit", flowed(text))
	}},
	{"Gmail", func(d draft) []byte {
		text := textOf(d.page, func(w, target string) string { return w + "\n<" + target + ">" }, "\n   - ")
		return d.mail("UTF-8", "base64", folded(strings.ReplaceAll(text, "Ons kenmerk: ", "*Ons kenmerk:* "), 72), `<div dir="ltr">`+strings.ReplaceAll(d.page, "Ons kenmerk: ", "<b>Ons kenmerk:</b>&nbsp;")+"</div>")
	}},
	{"iPhone", func(d draft) []byte {
		page := strings.ReplaceAll(d.page, "april 2026", `<a href="x-apple-data-detectors://3" dir="ltr">april 2026</a>`)
		return d.mail("utf-8", "base64", textOf(d.page, func(w, _ string) string { return w }, ""), `<html><body dir="auto"><div dir="ltr">`+page+"</div></body></html>")
	}},
	{"Apple Mail, letters in two pieces", func(d draft) []byte {
		apart := strings.NewReplacer("é", "e\u0301", "ë", "e\u0308", "ï", "i\u0308")
		return d.mail("utf-8", "quoted-printable", apart.Replace(d.text), "<html><body>"+apart.Replace(d.page)+"</body></html>")
	}},
	{"spaces that do not break", func(d draft) []byte {
		page := regexp.MustCompile(`>([^<]+)<`).ReplaceAllStringFunc(d.page, func(s string) string { return strings.ReplaceAll(s, " ", "&nbsp;") })
		return d.mail("utf-8", "quoted-printable", "<html><body>"+page+"</body></html>")
	}},
	{"hyphens that are not seen", func(d draft) []byte {
		page := strings.NewReplacer("uiterlijk", "uiter&shy;lijk", "kenmerk", "ken&shy;merk", "tevreden", "te&shy;vre&shy;den", "K-2026-0001/", "K-2026-0001/&#8203;").Replace(d.page)
		return d.mail("utf-8", "quoted-printable", "<html><body>"+page+"</body></html>")
	}},
	{"lines of fifty", func(d draft) []byte { return d.mail("utf-8", "8bit", folded(d.text, 50)) }},
	{"signs of Word, in UTF-8", func(d draft) []byte {
		r := strings.NewReplacer("K-2026-0001/", "K\u20112026\u20110001/", "- ", "– ", "“", "&ldquo;")
		return d.mail("utf-8", "quoted-printable", "<html><body>"+r.Replace(d.page)+"</body></html>")
	}},
}

// sendWord is Outlook on a desk: every paragraph one of Word's, bullets that are
// words of the text, empty paragraphs between.
func sendWord(d draft) []byte {
	page := listItem.ReplaceAllString(d.page, `<p class=MsoListParagraph style='text-indent:-18.0pt'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span lang=NL>$1<o:p></o:p></span></p>`)
	page = listTag.ReplaceAllString(page, "")
	page = blockStart.ReplaceAllString(page, "<p class=MsoNormal><span lang=NL style='font-size:11.0pt;font-family:\"Verdana\",sans-serif'>")
	page = blockEnd.ReplaceAllString(page, "<o:p></o:p></span></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>")
	text := textOf(page, func(w, target string) string { return w + "<" + target + ">" }, "")
	return d.mail("windows-1252", "quoted-printable", folded(text, 76),
		`<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15 (filtered medium)"></head><body lang=NL><div class=WordSection1>`+page+"</div></body></html>")
}

// asLatin writes what does not fit the charset as entities.
func asLatin(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > 0x7e {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// folded breaks lines at a width, as a client without soft line ends does.
func folded(text string, width int) string { return broken(text, width, "\n") }

// flowed breaks them so that they can be joined again (RFC 3676 section 4.2).
func flowed(text string) string { return broken(text, 72, " \n") }

func broken(text string, width int, end string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		n := 0
		for i, word := range strings.Fields(line) {
			switch {
			case i > 0 && n+len(word) > width:
				b.WriteString(end)
				n = 0
			case i > 0:
				b.WriteByte(' ')
			}
			b.WriteString(word)
			n += len(word) + 1
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestUnchangedLetters: a letter that the secretary only sent is registered, and no
// client's ways with it are taken for a change of hers.
func TestUnchangedLetters(t *testing.T) {
	for i, s := range sending {
		t.Run(s.name, func(t *testing.T) {
			o := plain
			if i%2 == 1 && !strings.Contains(s.name, "hyphens") && !strings.Contains(s.name, "Word,") {
				o = exchange // which writes it in Latin-1
			}
			sentAs(t, o, func(d draft) []byte { return s.send(d) }, []string{"actie antwoord_directeur"}, workflow.StatusProposed)
		})
	}
	t.Run("saved by Outlook ten times", func(t *testing.T) {
		sentAs(t, mailtest.Options{Exchange: true}, nil, []string{"actie antwoord_directeur"}, workflow.StatusProposed)
	})
}

// sentAs sends the letter with the director's answer in the shape that send makes of
// it, and checks what the secretary hears of it and where the case is then. Without
// send Outlook saves the draft many times first.
func sentAs(t *testing.T, o mailtest.Options, send func(draft) []byte, want []string, status workflow.Status) {
	t.Helper()
	o.Accounts = []string{annaWork}
	from(t, "2026-04-14 10:00", o, nil, func(h *house) {
		toProposal(h, outlookMobile, "Ik bied excuses aan. Het was één café te veel.")
		_, uid := h.Draft("Ik bied excuses aan")
		if send == nil {
			for range 10 {
				uid = h.Srv.Autosave(cmdtest.Committee, uid)
				time.Sleep(3 * time.Minute)
			}
		}
		_, err := h.Srv.SendDraft(cmdtest.Committee, uid, func(raw []byte) []byte {
			if send == nil {
				return raw
			}
			return send(openDraft(h, raw))
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(45 * time.Minute)
		if c := h.TheCase(theCase); c.Status != status {
			t.Errorf("the case is %s, want %s", c.Status, status)
		}
		kinds := kindsOf(h)
		var got []string
		for _, e := range ledger(h, kinds, cmdtest.Committee, "INBOX") {
			if !strings.HasPrefix(e.kind, "van ") && !strings.HasPrefix(e.kind, "brief ") {
				got = append(got, e.kind)
			}
		}
		if strings.Join(got, ", ") != strings.Join(want, ", ") {
			t.Errorf("the secretary heard %q, want %q", got, want)
		}
		if status == workflow.StatusProposed {
			says(h, iPhone, "Anna Bakker", cmdtest.Complainant, "Ja, ik ben tevreden")
			mustStatus(h, theCase, workflow.StatusClosed)
		}
	})
}

// TestChangedLetters: what she must not change is seen, whatever client she changed
// it in, and what she may change is not.
func TestChangedLetters(t *testing.T) {
	const asked = "actie antwoord_directeur"
	edited := []string{asked, "actie brief_gewijzigd"}
	for k, tt := range []struct {
		name   string
		change func(*testing.T, draft) draft
		want   []string
		status workflow.Status
	}{
		{"other words", func(t *testing.T, d draft) draft {
			return d.edit(t, "Ik bied excuses aan", "De directeur biedt u haar excuses aan")
		}, []string{asked}, workflow.StatusProposed},
		{"another date", func(t *testing.T, d draft) draft {
			return d.edit(t, "dinsdag 28 april 2026", "donderdag 30 april 2026")
		}, edited, workflow.StatusProposed},
		{"a day less", func(t *testing.T, d draft) draft { return d.edit(t, "28 april 2026", "8 april 2026") }, edited, workflow.StatusProposed},
		{"a day more", func(t *testing.T, d draft) draft { return d.edit(t, "april 2026.", "april 20260.") }, edited, workflow.StatusProposed},
		{"a choice less", func(t *testing.T, d draft) draft { return d.edit(t, "nee, ik ben niet tevreden", "") }, edited, workflow.StatusProposed},
		{"a choice turned round", func(t *testing.T, d draft) draft {
			return d.edit(t, "ja, ik ben tevreden", "ja, ik ben niet tevreden")
		}, edited, workflow.StatusProposed},
		{"another reference", func(t *testing.T, d draft) draft { return d.edit(t, "K-2026-0001/V1", "K-2026-0009/V1") }, edited, workflow.StatusProposed},
		{"a third person", func(_ *testing.T, d draft) draft {
			return d.header("Cc", cmdtest.Committee+", "+annaWork)
		}, []string{asked, "spoed brief_verkeerd", "actie brief_verkeerd"}, workflow.StatusProposed},
		{"somebody else", func(_ *testing.T, d draft) draft { return d.header("To", annaWork) },
			[]string{asked, "spoed brief_verkeerd", "actie brief_verkeerd"}, workflow.StatusWithDirector},
		{"no reference", func(t *testing.T, d draft) draft {
			m := regexp.MustCompile(`Ons kenmerk: \S+`).FindString(d.text)
			return d.edit(t, m, "")
		}, []string{asked, "actie brief_zonder_kenmerk"}, workflow.StatusWithDirector},
	} {
		for i, s := range sending[:6] {
			if !*long && i != k%6 {
				continue
			}
			t.Run(tt.name+", "+s.name, func(t *testing.T) {
				o := plain
				if i%2 == 1 {
					o = exchange
				}
				sentAs(t, o, func(d draft) []byte { return s.send(tt.change(t, d)) }, tt.want, tt.status)
			})
		}
	}
}

// TestChangedAddressLetter: what a letter to herself lays down is what the program
// wrote in it; another address typed into the draft is not put on file, and she is
// asked.
func TestChangedAddressLetter(t *testing.T) {
	for _, now := range []string{sanne, annaWork} {
		opened(t, func(h *house) {
			note(h, theTag, "medewerker\nnaam: Zoë de Boer\nmailadres: "+sanne)
			_, uid := h.Draft(sanne)
			_, err := h.Srv.SendDraft(cmdtest.Committee, uid, func(raw []byte) []byte {
				return sendWord(openDraft(h, raw).edit(t, sanne, now))
			})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Minute)
			c := h.TheCase(theCase)
			who, _ := c.Person("medewerker")
			if who.Address.Addr() != sanne || who.Name != "Zoë de Boer" {
				t.Errorf("on file is %+v", who)
			}
			var acties []string
			if now != sanne {
				acties = []string{"actie brief_gewijzigd"}
			}
			wantMails(h, map[string][]string{cmdtest.Complainant: {"ontvangstbevestiging"}, cmdtest.Director: {"klacht-directeur"}, cmdtest.Committee: acties})
		})
	}
}
