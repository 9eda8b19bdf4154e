package terms

import "testing"

func TestParseLength(t *testing.T) {
	for _, c := range []struct {
		in    string
		want  Length
		dutch string
	}{
		{"6w", Length{6, Weeks}, "6 weken"}, {"1w", Length{1, Weeks}, "1 week"},
		{"3wd", Length{3, Workdays}, "3 werkdagen"}, {"1wd", Length{1, Workdays}, "1 werkdag"},
		{"14d", Length{14, Days}, "14 dagen"}, {"1d", Length{1, Days}, "1 dag"},
		{"3m", Length{3, Months}, "3 maanden"}, {"1m", Length{1, Months}, "1 maand"},
		{"2y", Length{2, Years}, "2 jaar"}, {"1y", Length{1, Years}, "1 jaar"},
		{"-6w", Length{-6, Weeks}, "6 weken terug"}, {"0d", Length{0, Days}, "0 dagen"},
		{"6 weken", Length{6, Weeks}, "6 weken"}, {"1 week", Length{1, Weeks}, "1 week"},
		{"3 werkdagen", Length{3, Workdays}, "3 werkdagen"}, {" 6W ", Length{6, Weeks}, "6 weken"},
		{"10 dagen", Length{10, Days}, "10 dagen"}, {"2 jaar", Length{2, Years}, "2 jaar"}, {"9999d", Length{9999, Days}, "9999 dagen"},
	} {
		got, err := ParseLength(c.in)
		if err != nil || got != c.want || got.Dutch() != c.dutch {
			t.Errorf("ParseLength(%q) = %v %q, %v; want %v %q", c.in, got, got.Dutch(), err, c.want, c.dutch)
		}
		var back Length
		if err := back.UnmarshalText([]byte(got.String())); err != nil || back != got {
			t.Errorf("%q read back as %v, %v", got.String(), back, err)
		}
	}
	for _, s := range []string{"", "6", "w", "-", "-w", "6x", "6 w w", "1.5w", "6,5w", "+6w", "--6w", "10000d", "-10000d",
		"99999999999999999999w", "6h", "6 uur", "zes weken", "6w2d", "６w"} {
		if l, err := ParseLength(s); err == nil {
			t.Errorf("ParseLength(%q) = %v, want an error", s, l)
		}
	}
}

func TestRegulated(t *testing.T) {
	for _, c := range []struct {
		in   string
		want bool
	}{
		{"90d", true}, {"91d", false}, {"12w", true}, {"13w", false}, {"3m", true}, {"4m", false},
		{"1y", false}, {"1d", true}, {"-1d", false}, {"-6w", false}, {"5wd", false},
	} {
		l, err := ParseLength(c.in)
		if err != nil || l.Regulated() != c.want {
			t.Errorf("%s regulated = %v, %v; want %v", c.in, l.Regulated(), err, c.want)
		}
	}
}
