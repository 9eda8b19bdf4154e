package paper

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// printable makes of s what the typeface can draw. Control characters, marks of
// writing direction and what cannot be seen are dropped; line ends become "\n";
// a picture character is named, "[boos gezicht]"; letters that are missing are
// counted, "[12 tekens Arabisch]", or written by their nearest kin. lost reports
// the latter two, so that the page can say where the original lies.
func printable(s string) (shown string, lost bool) {
	if plain(s) {
		return s, false
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var (
		b strings.Builder
		g gap
	)
	for _, r := range s {
		r, keep := seen(r)
		switch {
		case !keep:
		case r == '\n' || drawable(r):
			if r == ' ' && g.n > 0 { // perhaps a space between two missing words
				g.spaces++
				continue
			}
			lost = g.close(&b) || lost
			b.WriteRune(r)
		default:
			if near := kin(r); near != "" {
				g.close(&b)
				b.WriteString(near)
				lost = true
				continue
			}
			lost = g.add(&b, r) || lost
		}
	}
	lost = g.close(&b) || lost
	return b.String(), lost
}

// kin writes r as the plain letters it is made of: "Phạm" as "Pham", "ﬃ" as
// "ffi". It is "" when there are none.
func kin(r rune) string {
	var b strings.Builder
	for _, c := range norm.NFKD.String(string(r)) {
		switch {
		case drawable(c):
			b.WriteRune(c)
		case !unicode.Is(unicode.M, c):
			return ""
		}
	}
	return b.String()
}

// plain reports whether s is ASCII that prints as it is.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '\n' && (s[i] < ' ' || s[i] > '~') {
			return false
		}
	}
	return true
}

// seen gives the character to draw for r, if there is anything to see of it.
func seen(r rune) (rune, bool) {
	switch {
	case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n', true
	case r == '\n', r == '\u00a0':
		return r, true
	case unicode.Is(unicode.Zs, r), r == '\t':
		return ' ', true
	case r == '\u2010', r == '\u2011', r == '\u2012':
		return '-', true
	case r == '\u2015':
		return '—', true
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r),
		unicode.Is(unicode.Variation_Selector, r), r >= 0x1f3fb && r <= 0x1f3ff: // shades of skin
		return 0, false
	case unicode.Is(unicode.M, r) && !drawable(r): // a mark on the letter before it
		return 0, false
	}
	return r, true
}

// gap collects characters in a row that the typeface lacks.
type gap struct {
	what   string // "Arabisch", or the name of a picture
	letter bool   // what is a script
	n      int
	spaces int
}

// add counts one more, and writes the ones before it when they were something
// else.
func (g *gap) add(b *strings.Builder, r rune) (lost bool) {
	what, letter := describe(r)
	if g.n > 0 && (g.what != what || g.spaces > 0 && !letter) {
		lost = g.close(b)
	}
	g.what, g.letter = what, letter
	g.n += 1 + g.spaces
	g.spaces = 0
	return lost
}

// close writes what was collected. Letters that cannot be read are lost; of a
// picture the name says enough.
func (g *gap) close(b *strings.Builder) (lost bool) {
	switch {
	case g.n == 0:
	case g.letter && g.n == 1:
		fmt.Fprintf(b, "[1 teken %s]", g.what)
	case g.letter:
		fmt.Fprintf(b, "[%d tekens %s]", g.n, g.what)
	case g.n == 1:
		fmt.Fprintf(b, "[%s]", g.what)
	default:
		fmt.Fprintf(b, "[%s, %d keer]", g.what, g.n)
	}
	b.WriteString(strings.Repeat(" ", g.spaces))
	lost = g.letter && g.n > 0
	*g = gap{}
	return lost
}

// describe names a character that cannot be drawn.
func describe(r rune) (what string, letter bool) {
	if name, ok := pictures[r]; ok {
		return name, false
	}
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.name, true
		}
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		return "ander schrift", true
	}
	return fmt.Sprintf("teken U+%04X", r), false
}

// scripts are those that people in the Netherlands write most.
var scripts = []struct {
	table *unicode.RangeTable
	name  string
}{
	{unicode.Arabic, "Arabisch"}, {unicode.Hebrew, "Hebreeuws"}, {unicode.Han, "Chinees"},
	{unicode.Hiragana, "Japans"}, {unicode.Katakana, "Japans"}, {unicode.Hangul, "Koreaans"},
	{unicode.Ethiopic, "Ethiopisch"}, {unicode.Devanagari, "Devanagari"}, {unicode.Tamil, "Tamil"},
	{unicode.Thai, "Thais"}, {unicode.Armenian, "Armeens"}, {unicode.Georgian, "Georgisch"},
	{unicode.Greek, "Grieks"}, {unicode.Cyrillic, "cyrillisch"}, {unicode.Latin, "bijzonder Latijns"},
}

// pictures names the characters that carry the tone of a message.
var pictures = map[rune]string{
	'😀': "lachend gezicht", '😃': "lachend gezicht", '😄': "lachend gezicht", '😁': "lachend gezicht", '😊': "lachend gezicht", '🙂': "lachend gezicht",
	'😂': "tranen van het lachen", '🤣': "tranen van het lachen", '😅': "lachend gezicht met zweet", '😉': "knipoog", '😍': "verliefd gezicht",
	'😢': "huilend gezicht", '😭': "huilend gezicht", '🥺': "smekend gezicht", '😔': "verdrietig gezicht", '😞': "verdrietig gezicht", '🙁': "verdrietig gezicht",
	'😠': "boos gezicht", '😡': "boos gezicht", '🤬': "vloekend gezicht", '😤': "snuivend gezicht", '😱': "geschrokken gezicht", '😨': "bang gezicht", '😳': "blozend gezicht",
	'😐': "strak gezicht", '🙄': "rollende ogen", '🤔': "nadenkend gezicht", '😴': "slapend gezicht", '🤮': "brakend gezicht", '🤡': "clown", '💩': "drol",
	'👍': "duim omhoog", '👎': "duim omlaag", '👏': "klappende handen", '🙏': "gevouwen handen", '👋': "zwaaiende hand", '🖕': "middelvinger", '✊': "vuist", '👊': "vuist", '💪': "spierballen",
	'❤': "hart", '💔': "gebroken hart", '🧡': "hart", '💛': "hart", '💚': "hart", '💙': "hart", '💜': "hart", '🖤': "hart",
	'🌹': "roos", '🎉': "feest", '✅': "vinkje", '✔': "vinkje", '❌': "kruis", '✖': "kruis", '⚠': "let op", '❗': "uitroepteken", '❓': "vraagteken", '‼': "uitroeptekens",
	'📎': "paperclip", '📞': "telefoon", '☎': "telefoon", '📧': "mail", '✉': "envelop", '🔪': "mes", '🔫': "pistool", '💀': "doodshoofd", '☠': "doodshoofd", '🔥': "vuur",
}

// oneLine makes one printable line of s, no longer than most characters.
func oneLine(s string, most int) string {
	shown, _ := printable(s[:min(len(s), 8*most+64)])
	shown = strings.Join(strings.FieldsFunc(shown, func(r rune) bool { return r == ' ' || r == '\n' }), " ")
	if r := []rune(shown); len(r) > most {
		shown = strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return shown
}
