package paper

import (
	"io"
	"strings"
	"time"

	"klachtenpost/workflow/terms"
)

// Window is where the address shows in the envelope. Both are common in the
// Netherlands.
type Window int

const (
	WindowLeft  Window = iota // the address begins 25 mm from the left edge
	WindowRight               // 112 mm
)

// Letter is a letter on A4, folded in three for a DL envelope (110 × 220 mm).
//
// The window of such an envelope lies 20 mm from its side and 15 to 20 mm from its
// foot and is 30 to 45 mm high; the sheet can slide 10 mm each way. So what lies
// between 50 and 79 mm from the top of the sheet is always seen, and what lies
// between 34 and 96 mm may be. Nothing stands there but the address, and above it
// the line with the sender, without any part that says what the letter is about.
type Letter struct {
	Lang         string // "nl" or "en"
	Organisation string
	Committee    string   // below the organisation, outside the window
	Return       []string // postal address to return to
	Phone, Email string   // "" for none

	Window    Window
	To        []string   // name, street, postcode and town; at most six lines
	Date      terms.Date // of the letter
	Made      time.Time  // for the PDF itself
	Reference string     // Ons kenmerk
	Subject   string     // Betreft

	Body   []Block
	Answer *Answer // nil for none
}

// Places on the first page, in millimetres from the top.
const (
	fold        = pageHeight / 3.0
	senderLine  = 51.5
	addressLine = 58.0
	addressEnd  = 84.0
	labelLine   = 102.0
	subjectLine = 117.0
)

var (
	bodyLook  = look{regular, 11.5, false} // large enough for old eyes
	smallLook = look{regular, 9, true}
)

// words that are the same in each letter.
type labels struct {
	ref, date, subject, phone, email, page, ret  string
	cut, strip, sendTo, by, name, sign, day, say string
	quote                                        string
	dated                                        func(terms.Date) string
}

var words = map[string]labels{
	"nl": {"Ons kenmerk", "Datum", "Betreft", "Telefoon", "E-mail", "pagina %d van %d", "Afzender: ",
		"Hier afknippen", "Antwoord", "Stuur deze strook naar:", "Graag uiterlijk %s.", "Naam", "Handtekening", "Datum", "Wilt u er iets bij schrijven?",
		"Zet een kruisje:", terms.DutchDate},
	"en": {"Our reference", "Date", "Subject", "Telephone", "E-mail", "page %d of %d", "Sender: ",
		"Cut here", "Answer", "Send this strip to:", "Please reply by %s.", "Name", "Signature", "Date", "Anything to add?",
		"Tick one box:", terms.EnglishDate},
}

func wordsIn(lang string) labels {
	if w, ok := words[lang]; ok {
		return w
	}
	return words["nl"]
}

// WriteLetter writes l as a PDF.
func WriteLetter(w io.Writer, l Letter) error {
	t := wordsIn(l.Lang)
	s := newSheet(meta{title: l.Subject, author: l.Organisation, lang: l.Lang, made: l.Made})
	s.page()
	l.head(s, t)
	s.begun = func() {
		s.write(s.left, 16, smallLook, oneLine(l.Organisation, 80))
		s.writeRight(s.right, 16, smallLook, t.ref+": "+oneLine(l.Reference, 60))
	}
	s.y = subjectLine + 6
	s.blocks(l.Body)
	cut := 0.0 // where the strip begins, on the last page
	if l.Answer != nil {
		cut = l.strip(s, t)
	}
	s.footers(func(page, of int) {
		if cut > 0 && page == of {
			s.writeRight(s.right, cut-1.2, look{regular, 8, true}, pageOf(t, page, of))
			return
		}
		l.foot(s, t, page, of)
	})
	return s.output(w)
}

// head writes all that comes before the words.
func (l Letter) head(s *sheet, t labels) {
	s.write(s.left, 20, look{bold, 14, false}, oneLine(l.Organisation, 60))
	s.write(s.left, 26, look{regular, 10.5, true}, oneLine(l.Committee, 80))

	x := 25.0
	if l.Window == WindowRight {
		x = 112
	}
	if from := neutral(l.Return); from != "" {
		s.write(x, senderLine, fit(look{regular, 7.5, true}, t.ret+from, 75), t.ret+from)
	}
	to := l.To[:min(len(l.To), 6)]
	step := min(5.4, (addressEnd-addressLine)/float64(max(len(to), 1)))
	for i, line := range to {
		line = oneLine(line, 60)
		s.write(x, addressLine+step*float64(i), fit(look{regular, 11, false}, line, 75), line)
	}

	// Marks for folding in three.
	s.rule(4, fold, 8, fold, 0.2)
	s.rule(4, 2*fold, 8, 2*fold, 0.2)

	x = s.left
	for _, f := range [][2]string{{t.date, t.dated(l.Date)}, {t.ref, l.Reference}, {t.phone, l.Phone}} {
		if f[1] == "" {
			continue
		}
		value := oneLine(f[1], 60)
		shape := fit(look{regular, 10, false}, value, 70)
		s.write(x, labelLine, smallLook, f[0])
		s.write(x, labelLine+4.6, shape, value)
		x += max(shape.width(value)+8, 48)
	}
	if l.Subject != "" {
		subject := look{bold, 11.5, false}
		s.write(s.left, subjectLine, fit(subject, oneLine(l.Subject, 90), s.right-s.left), oneLine(l.Subject, 90))
	}
}

func (l Letter) foot(s *sheet, t labels, page, of int) {
	contact := strings.Join(compact(oneLine(l.Organisation, 60), oneLine(l.Phone, 30), oneLine(l.Email, 60)), "  ·  ")
	s.write(s.left, pageHeight-12, fit(look{regular, 8.5, true}, contact, 120), contact)
	s.writeRight(s.right, pageHeight-12, look{regular, 8.5, true}, pageOf(t, page, of))
}

// neutral makes one line of an address, without the parts that would tell the
// postman what the letter is about.
func neutral(lines []string) string {
	var parts []string
	for _, line := range lines {
		for _, part := range strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == '\n' }) {
			part = oneLine(part, 60)
			if low := strings.ToLower(part); strings.Contains(low, "klacht") || strings.Contains(low, "complaint") {
				continue
			}
			parts = append(parts, compact(part)...)
		}
	}
	return strings.Join(parts, ", ")
}

// compact leaves out what is empty.
func compact(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// fit makes a look smaller until text is no wider than width.
func fit(l look, text string, width float64) look {
	if w := l.width(text); w > width {
		l.size = max(5, l.size*width/w)
	}
	return l
}
