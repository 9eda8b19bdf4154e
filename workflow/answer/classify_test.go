package answer

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sharedFile finds a file of the data directory beside the repository.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		path := filepath.Join(dir, "shared", "data", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no data directory beside the repository: " + name)
		}
		dir = up
	}
}

type phrase struct{ class, action, question, text string }

// table counts classes against each other and prints them.
type table map[[2]string]int

func (m table) String() string {
	var b strings.Builder
	var keys [][2]string
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) })
	for _, k := range keys {
		fmt.Fprintf(&b, "\n  %-24s read as %-24s %3d", k[0], k[1], m[k])
	}
	return b.String()
}

// floors are those of the sets that were not tuned to until nothing was left.
var floors = map[string]float64{
	"phrases-people-heldout.tsv": 0.85, // never tuned to
	"phrases-people24.tsv":       0.8,  // whole mails by another hand; the doubtful ones stay with the secretary
	"phrases-people25.tsv":       0.8,
}

// judge scores phrases: how many of those that should act are understood, and
// every act that should not be.
func judge(t *testing.T, name string, open bool, phrases []phrase) {
	t.Helper()
	floor := 0.9
	if f, ok := floors[name]; ok {
		floor = f
	}
	confusion := table{}
	acts, understood, wrong, class := 0, 0, 0, 0
	for _, p := range phrases {
		role := ""
		if p.question == "concept-uitspraak" {
			role = "voorzitter"
		}
		v := Classify(p.text, p.question, role)
		confusion[[2]string{p.class + " " + p.action, string(v.Class) + " " + string(v.Action)}]++
		if string(v.Class) == p.class {
			class++
		}
		if p.action != "MENS" {
			acts++
		}
		switch {
		case v.Action != ActionPerson && (string(v.Class) != p.class || string(v.Action) != p.action):
			wrong++
			t.Errorf("%s: wrong act %s %s, want %s %s: %q (%s)", name, v.Class, v.Action, p.class, p.action, p.text, v.Why)
		case v.Action != ActionPerson:
			understood++
		case p.action != "MENS" && open:
			t.Logf("%s: asks (%s, %s), want %s: %q", name, v.Class, v.Why, p.class, p.text)
		}
	}
	t.Logf("%s: n=%d, understood %d of %d (%.1f %%), wrong acts %d, class right %d%v", name, len(phrases), understood, acts, 100*ratio(understood, acts), wrong, class, confusion)
	if ratio(understood, acts) < floor {
		t.Errorf("%s: understood %.3f, want %.2f", name, ratio(understood, acts), floor)
	}
}

func TestPhrasesShared(t *testing.T) {
	raw, err := os.ReadFile(sharedFile(t, "phrases.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var phrases []phrase
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		f := strings.Split(line, "\t")
		if i > 0 {
			phrases = append(phrases, phrase{f[3], f[4], "", f[2]})
		}
	}
	judge(t, "phrases.tsv", true, phrases)
}

// TestPhrasesOwn scores our own sets: phrases.tsv was tuned to;
// phrases-heldout.tsv was written before the rules and not tuned to but for its
// wrong acts; phrases-mails.tsv and the three fresh ones were each scored once
// before anybody looked (see the commits), and are open since. The numbered sets
// phrases-people were written one after the other, each committed and scored once
// before the next change: the figure stands above each. phrases-people-heldout was
// written before all of them and only ever scored; the open sets were for finding
// gaps and hold traps. 24 and 25 are whole mails by another hand, written together
// before a rule was read: formal, young, second-language, Flemish, dictated, angry.
// Seen first, 24 was understood for 58 of 83 with one wrong act, and 25, after the rules it led to, for 59
// of 82 with one. 26 to 35 are single sentences in the spread of the shared set, by
// other hands; the figure of first sight stands in their heads. Open8 is an attack:
// nothing in it may act.
func TestPhrasesOwn(t *testing.T) {
	names, err := filepath.Glob(filepath.Join("testdata", "phrases*.tsv"))
	if err != nil || len(names) < 40 {
		t.Fatalf("%d sets, %v", len(names), err)
	}
	for _, path := range names {
		name := filepath.Base(path)
		var phrases []phrase
		for _, row := range mustRows(t, name, 4) {
			phrases = append(phrases, phrase{row[0], row[1], row[2], row[3]})
		}
		judge(t, name, !strings.Contains(name, "heldout"), phrases)
	}
}

// TestTurned puts words beside every phrase that acts, each of which takes the
// certainty away, and expects that nothing is done any more.
func TestTurned(t *testing.T) {
	turns := []struct{ name, before, after string }{
		{"condition behind", "", ", mits ik excuses krijg."},
		{"condition als", "", ", als de directeur mij eerst belt."},
		{"condition before", "Als het op papier komt: ", ""},
		{"zodra", "", " Maar pas zodra het geld er is."},
		{"tenzij", "", " Tenzij mijn advocaat iets anders vindt."},
		{"hedge", "Misschien. ", ""},
		{"doubt behind", "", " Maar ik weet het nog niet zeker."},
		{"other speaker", "Mijn zoon zegt: ", ""},
		{"for another", "Namens mijn moeder: ", ""},
		{"threat", "Ik word bedreigd. ", ""},
		{"pressure", "", " Ik moest dit schrijven van Tom."},
		{"laughter", "", " Haha."},
		{"irony", "Ja hoor, fantastisch weer. ", ""},
		{"part", "", " Maar alleen wat punt 1 betreft."},
		{"rest", "", " De rest niet."},
		{"joke", "", " Grapje."},
		{"quoted", "De directeur schreef: ", ""},
		{"tired", "Laat ook maar. ", ""},
		{"sour emoji", "", " 🙄"},
		{"despair", "Ik wil niet meer leven. ", ""},
		{"however", "", " Maar ik wil wel mijn geld terug."},
		{"asked", "Wat gebeurt er als ik schrijf: ", "?"},
	}
	var phrases []phrase
	for _, name := range []string{"phrases.tsv", "phrases-heldout.tsv", "phrases-mails.tsv", "phrases-fresh.tsv", "phrases-fresh2.tsv", "phrases-fresh3.tsv", "phrases-people1.tsv", "phrases-people2.tsv"} {
		for _, row := range mustRows(t, name, 4) {
			phrases = append(phrases, phrase{row[0], row[1], row[2], row[3]})
		}
	}
	n, acts := 0, 0
	for i, p := range phrases {
		if len(strings.Fields(p.text)) < 2 || strings.Contains(p.text, "\n") {
			continue
		}
		v := Classify(p.text, p.question, "")
		if v.Action == ActionPerson || v.Class == ClassQuestion || v.Class == ClassNotContent || v.Class == ClassReopen || v.Class == ClassNoWithdrawal {
			continue
		}
		for j, turn := range turns {
			if turn.name == "tired" && (v.Class == ClassWithdraw || v.Class == ClassStop) {
				continue // "laat maar" is no withdrawal, but these words settle it
			}
			if (i+j)%11 != 0 {
				continue // each phrase meets two of the turns, and every turn all kinds
			}
			text := turn.before + p.text + turn.after
			if strings.HasPrefix(turn.after, ",") || turn.after == "?" {
				text = turn.before + strings.TrimRight(p.text, ".!? ") + turn.after
			}
			n++
			if got := Classify(text, p.question, ""); got.Action != ActionPerson {
				acts++
				t.Errorf("%s: %s %s for %q", turn.name, got.Class, got.Action, text)
			}
		}
	}
	t.Logf("n=%d turned phrases, %d still act", n, acts)
}

func FuzzClassify(f *testing.F) {
	for _, s := range []string{"Ik ben tevreden.", "ja", "Ik trek mijn klacht in, maar…", "👍🏽", "1. \n\n> 2", "niet niet niet", "\x00\xff", "Beste Karin,\n\nakkoord\n\nGroet,\nPiet"} {
		f.Add(s, "voorstel")
	}
	f.Fuzz(func(t *testing.T, s, question string) {
		v := Classify(s, question, "")
		if v.Class == "" || v.Action == "" {
			t.Errorf("Classify(%q) = %+v", s, v)
		}
		if w := Classify(s, question, "directeur"); w.Action != ActionPerson {
			t.Errorf("the director acts by %q: %+v", s, w)
		}
		Digit(s)
		Word(s, []string{"notitie", "naar de directeur"})
		Code(s)
		Salutation(s)
		in := Input{Subject: question, Text: s, FromName: question, Staff: testStaff}
		if c := Complaint(in); c < 0 || c > 1 {
			t.Errorf("Complaint = %v", c)
		}
		Find(in)
		Doubts(in, testReceived)
	})
}
