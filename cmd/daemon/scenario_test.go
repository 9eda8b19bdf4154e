package daemon_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

// TestScenariosWhole plays the scenarios of the procedure on the whole daemon: the
// inputs are mails, and the mails that leave are those that the procedure's own test
// names. Without -long some of them are played, and fewer with the race detector.
func TestScenariosWhole(t *testing.T) {
	for i, file := range scenarioFiles(t) {
		if !*long && i%stride() != 0 {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			p := playFile(t, file)
			p.wantSent(t)
			p.wantQuiet(t)
			p.wantPrivate(t)
			p.wantFine(t)
		})
	}
}

// stride is how many scenarios are passed over for one that is played.
func stride() int {
	info, ok := debug.ReadBuildInfo()
	if ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return 13
	}
	return 5
}

var carries = regexp.MustCompile(`met bericht \[[^\]]*\](?:; )?`)

// wantSent compares what left with what the scenario says: which mail to whom on
// which day, and what it asks.
func (p *played) wantSent(t *testing.T) {
	t.Helper()
	loc := p.house.Config.Location
	sent, err := p.text.Sent(loc)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, s := range sent {
		want = append(want, line(s.At, s.What, s.Template, strings.TrimSuffix(carries.ReplaceAllString(s.Detail, ""), "; "), s.Role, s.Address))
	}
	end := p.text.Inputs[len(p.text.Inputs)-1].At
	for _, l := range p.left {
		if l.notice.Matter == workflow.OfficeKey || l.at.After(end.Add(afterInput)) {
			continue
		}
		what, role := "mail", string(l.notice.To)
		switch {
		case l.notice.Letter:
			what = "concept"
		case l.notice.Paper:
			what = "op papier"
		}
		if role == "" {
			role = "afzender"
		}
		got = append(got, line(l.at.In(loc), what, string(l.notice.Template), l.detail, role, l.To))
	}
	slices.Sort(want)
	slices.Sort(got)
	want, got = p.explained(want), p.explained(got)
	for _, l := range without(want, got) {
		t.Errorf("was not sent: %s", l)
	}
	for _, l := range without(got, want) {
		t.Errorf("was sent too: %s", l)
	}
}

// differ are mails that only one of the two sends, and why.
var differ = map[string][]string{
	// The second acknowledgement to one address within the week is the secretary's to
	// give: what counts mails is in the daemon.
	"splitsen":             {" ontvangstbevestiging ", "actie (niet_bevestigd;"},
	"splitsen-zonder-naam": {" ontvangstbevestiging ", "actie (niet_bevestigd;"},
}

// explained leaves out what may differ.
func (p *played) explained(lines []string) []string {
	return slices.DeleteFunc(lines, func(l string) bool {
		return slices.ContainsFunc(differ[p.name], func(d string) bool { return strings.Contains(l, d) })
	})
}

func line(at time.Time, what, template, detail, role, addr string) string {
	return fmt.Sprintf("%s %s %s (%s) aan %s <%s>", at.Format("2006-01-02"), what, template, detail, role, addr)
}

// without gives the lines of a that b has not, as often as it has not.
func without(a, b []string) (list []string) {
	left := map[string]int{}
	for _, l := range b {
		left[l]++
	}
	for _, l := range a {
		if left[l]--; left[l] < 0 {
			list = append(list, l)
		}
	}
	return list
}
