package admin

import (
	"encoding/json"
	"strings"
	"testing"
)

func callTerm(args ...string) (code int, out, errs string) {
	var stdout, stderr strings.Builder
	code = Term(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestTermText(t *testing.T) {
	code, out, errs := callTerm("2026-04-02", "6w", "2026-04-17", "-2w")
	want := `2026-04-02 6w
  raw end  2026-05-14 (Thursday 14 May 2026)
  end      2026-05-18 (Monday 18 May 2026)
  why      moved: 14 mei is Hemelvaartsdag, 15 mei is een gelijkgestelde dag, 16 en 17 mei zijn zaterdag en zondag
  Uiterlijk maandag 18 mei 2026: zes weken na ontvangst op donderdag 2 april 2026; 14 mei is Hemelvaartsdag, 15 mei is een gelijkgestelde dag, 16 en 17 mei zijn zaterdag en zondag.

2026-04-17 -2w
  raw end  2026-04-03 (Friday 3 April 2026)
  end      2026-04-03 (Friday 3 April 2026)
  why      not moved: counted back (Algemene termijnenwet art. 1(2))
  Uiterlijk vrijdag 3 april 2026: twee weken voor vrijdag 17 april 2026.
`
	if code != 0 || out != want || errs != "" {
		t.Errorf("term = %d\n%s\n%s\nwant\n%s", code, out, errs, want)
	}
}

func TestTermJSON(t *testing.T) {
	for _, args := range [][]string{
		{"-json", "2026-04-02", "6w", "2026-05-01", "3d", "2026-04-17", "-2w"},
		{"2026-04-02", "6w", "2026-05-01", "3d", "2026-04-17", "-2w", "--json"},
	} {
		code, out, errs := callTerm(args...)
		if code != 0 || errs != "" {
			t.Fatalf("term = %d, %s", code, errs)
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines, want 3:\n%s", len(lines), out)
		}
		var got []map[string]string
		for _, l := range lines {
			var m map[string]string
			if err := json.Unmarshal([]byte(l), &m); err != nil {
				t.Fatal(err)
			}
			if len(m) != 6 {
				t.Errorf("%d fields in %s", len(m), l)
			}
			got = append(got, m)
		}
		for i, want := range []map[string]string{
			{"received": "2026-04-02", "length": "6w", "raw_end": "2026-05-14", "end": "2026-05-18"},
			{"received": "2026-05-01", "length": "3d", "raw_end": "2026-05-04", "end": "2026-05-06",
				"reason": "5 mei is Bevrijdingsdag, en in de termijn moeten ten minste twee dagen zitten die geen weekend of feestdag zijn"},
			{"received": "2026-04-17", "length": "-2w", "raw_end": "2026-04-03", "end": "2026-04-03", "reason": "",
				"sentence": "Uiterlijk vrijdag 3 april 2026: twee weken voor vrijdag 17 april 2026."},
		} {
			for k, v := range want {
				if got[i][k] != v {
					t.Errorf("line %d: %s = %q, want %q", i+1, k, got[i][k], v)
				}
			}
		}
	}
}

func TestTermWhy(t *testing.T) {
	for _, c := range []struct{ date, length, want string }{
		{"2026-02-06", "91d", "not moved: longer than 90 days"},
		{"2026-02-06", "1y", "or in years"},
		{"2026-04-02", "3wd", "working days are counted"},
		{"2026-07-07", "4w", "not moved: an ordinary day"},
		{"2026-03-16", "6 weken", "moved: 27 april is Koningsdag"},
	} {
		code, out, _ := callTerm(c.date, c.length)
		if code != 0 || !strings.Contains(out, c.want) {
			t.Errorf("term %s %s = %d, %q; want %q", c.date, c.length, code, out, c.want)
		}
	}
}

func TestTermRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"no date and length"}},
		{[]string{"-json"}, []string{"no date and length"}},
		{[]string{"2026-04-02"}, []string{`argument 1, "2026-04-02", has no length`}},
		{[]string{"2-4-2026", "6w"}, []string{`argument 1, "2-4-2026", is no date; write`}},
		{[]string{"2026-02-30", "6w"}, []string{`argument 1, "2026-02-30", is no date`}},
		{[]string{"2026-04-02", "zes weken"}, []string{`argument 2, "zes weken", is no length; write`}},
		{[]string{"-6w", "2026-04-02"}, []string{`argument 1, "-6w", is no date`, `argument 2, "2026-04-02", is no length`}},
		{[]string{"2026-04-02", "6w", "gisteren", "6", "2026-05-05", "3x", "2026-06-01"}, []string{
			`argument 3, "gisteren", is no date`, `argument 4, "6", is no length`, `argument 6, "3x", is no length`, `argument 7, "2026-06-01", has no length`}},
		{[]string{"9999-12-31", "1d"}, []string{`argument 2, "1d", leads outside`}},
		{[]string{"2026-04-02", "9999y"}, []string{"leads outside"}},
		{[]string{"0001-01-01", "-1d"}, []string{"leads outside"}},
		{[]string{"-x", "2026-04-02", "6w"}, []string{`argument 1, "-x", is no date`}},
	} {
		code, out, errs := callTerm(c.args...)
		if code != 2 || out != "" {
			t.Errorf("term %q = %d, %q; want 2 and no answer", c.args, code, out)
		}
		for _, w := range c.want {
			if !strings.Contains(errs, w) {
				t.Errorf("term %q says %q, want %q in it", c.args, errs, w)
			}
		}
	}
}

func TestTermHelpAndNote(t *testing.T) {
	if code, out, _ := callTerm("-h"); code != 0 || !strings.HasPrefix(out, "usage: klachtenpost term") {
		t.Errorf("term -h = %d, %q", code, out)
	}
	if code, _, errs := callTerm("2029-04-01", "6w"); code != 0 || !strings.Contains(errs, "known for 2023 to 2028 only") {
		t.Errorf("a year without equated days = %d, %q", code, errs)
	}
	if _, _, errs := callTerm("2029-04-01", "1y"); errs != "" {
		t.Errorf("a term that never moves gives a note: %q", errs)
	}
}
