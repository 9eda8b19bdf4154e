package paper

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for _, c := range []struct {
		in, want string
		lost     bool
	}{
		{"gewoon", "gewoon", false},
		{"e\u0301e\u0301n caf\u00e9", "één café", false},
		{"Wat 😡😡😡!", "Wat [boos gezicht, 3 keer]!", false},
		{"👍🏽", "[duim omhoog]", false},
		{"👩‍👩‍👧", "[teken U+1F469, 2 keer][teken U+1F467]", false},
		{"السلام عليكم ok", "[12 tekens Arabisch] ok", true},
		{"中", "[1 teken Chinees]", true},
		{"Phạm", "Pham", true},
		{"ﬃ ㎏", "ffi kg", true},
		{"a\u202eb\u2066c\x00d\ufeff", "abcd", false},
		{"a\r\nb\u2028c\td", "a\nb\nc d", false},
		{"\xff", "\ufffd", false},
		{"Ελληνικά Привет", "Ελληνικά Привет", false},
	} {
		got, lost := printable(c.in)
		if got != c.want || lost != c.lost {
			t.Errorf("printable(%q) = %q, %v", c.in, got, lost)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"a", "😡", "\xf0\x9f", "العربية \n x", strings.Repeat("\u0301", 50), "\ue000\uffff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, _ := printable(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is no UTF-8", got)
		}
		for _, r := range got {
			if r != '\n' && (!drawable(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Fatalf("%q leaves %U", s, r)
			}
		}
		if n := len(oneLine(s, 40)); n > 160 || strings.Contains(oneLine(s, 40), "\n") {
			t.Fatalf("one line of %d bytes", n)
		}
		for _, l := range wrap(letters(textLook, got), 30) {
			w := 0.0
			for _, c := range l {
				w += c.width(string(c.r))
			}
			if w > 30.01 && len(l) > 1 && !strings.HasSuffix(string(l[len(l)-1].r), " ") {
				t.Fatalf("a line of %.1f mm", w)
			}
		}
	})
}
