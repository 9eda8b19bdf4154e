package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

func mustExample(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestExampleLoads(t *testing.T) {
	c := cmdtest.MustLoad(t, cmdtest.MustDir(t), mustExample(t))
	if len(c.Warnings) > 0 {
		t.Errorf("the example gives warnings: %q", c.Warnings)
	}
	if got := string(c.IMAP.Password); got != cmdtest.Canary+"imap-password" {
		t.Errorf("imap password = %q", got)
	}
	if c.IMAP.Port != 993 || c.SMTP.Port != 587 || c.IMAP.Username != "klachten@perspectief.example" {
		t.Errorf("ports %d, %d, username %q", c.IMAP.Port, c.SMTP.Port, c.IMAP.Username)
	}
	if !reflect.DeepEqual(c.People.Secretary.Days, []time.Weekday{time.Tuesday, time.Thursday}) {
		t.Errorf("days = %v", c.People.Secretary.Days)
	}
	want := workflow.Period{From: terms.Date{Year: 2026, Month: 7, Day: 20}, To: terms.Date{Year: 2026, Month: 8, Day: 7}}
	if len(c.People.Secretary.Absent) != 2 || c.People.Secretary.Absent[0] != want {
		t.Errorf("absent = %v", c.People.Secretary.Absent)
	}
	if len(c.People.Members) != 2 || c.People.Members[1].Name != "Els Kok" || !c.Mode.Trial {
		t.Errorf("members %+v, trial %v", c.People.Members, c.Mode.Trial)
	}
}

// What the example shows of terms, schedules, caps and the like are the
// defaults, so that nobody changes the program by copying it.
func TestExampleShowsTheDefaults(t *testing.T) {
	c, d := cmdtest.MustLoad(t, cmdtest.MustDir(t), mustExample(t)), config.Defaults()
	for name, pair := range map[string][2]any{
		"terms": {c.Terms, d.Terms}, "schedule": {c.Schedule, d.Schedule}, "caps": {c.Trust.Caps, d.Trust.Caps},
		"intake": {c.Intake, d.Intake}, "poll": {c.Mailbox.Poll, d.Mailbox.Poll}, "size": {c.Mailbox.MaxSize, d.Mailbox.MaxSize},
		"keep": {c.Backup.Keep, d.Backup.Keep}, "at": {c.Backup.At, d.Backup.At}, "until": {c.Calendar.EquatedUntil, d.Calendar.EquatedUntil},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: example %v, default %v", name, pair[0], pair[1])
		}
	}
	if d.Terms != workflow.DefaultTerms() {
		t.Error("the default terms are not those of the procedure")
	}
}

var (
	exampleHeader = regexp.MustCompile(`^#?\[\[?([a-z_.]+)\]\]?$`)
	exampleKey    = regexp.MustCompile(`^#?([a-z_]+) = (.*)$`)
	exampleInner  = regexp.MustCompile(`([a-z]+) = "`)
)

// exampleKeys lists the keys in the example, also those that are switched off.
func exampleKeys(text string) map[string]bool {
	keys, section := make(map[string]bool), ""
	for _, line := range strings.Split(text, "\n") {
		if m := exampleHeader.FindStringSubmatch(line); m != nil {
			section = m[1]
		}
		if m := exampleKey.FindStringSubmatch(line); m != nil {
			keys[config.JoinKey(section, m[1])] = true
			if strings.HasPrefix(m[2], "{") {
				for _, inner := range exampleInner.FindAllStringSubmatch(m[2], -1) {
					keys[config.JoinKey(section, m[1])+"."+inner[1]] = true
				}
			}
		}
	}
	return keys
}

func TestEveryKeyIsInTheExample(t *testing.T) {
	have := exampleKeys(mustExample(t))
	keys := config.ConfigKeys()
	if len(keys) < 100 {
		t.Fatalf("only %d keys found", len(keys))
	}
	for _, key := range keys {
		if !have[key] {
			t.Errorf("%s is not in config.example.toml", key)
		}
	}
}

// A setting that is switched off in the example is right when it is switched on.
func TestSwitchedOffSettingsOfTheExampleWork(t *testing.T) {
	dir := cmdtest.MustDir(t)
	if err := os.Mkdir(filepath.Join(dir, "teksten"), 0o700); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(mustExample(t), "\n")
	n := 0
	for i, line := range lines {
		m := exampleKey.FindStringSubmatch(line)
		if m == nil || line[0] != '#' {
			continue
		}
		changed := append([]string(nil), lines...)
		changed[i] = strings.Replace(line[1:], "/etc/klachtenpost/templates", "teksten", 1)
		oauth := i > 0 && strings.Contains(strings.Join(lines[:i], "\n"), "\n#[oauth]")
		for j := range changed {
			if changed[j] == "#[oauth]" && oauth {
				changed[j] = "[oauth]"
			}
			// The other way to give the same secret goes out.
			if j < i && m[1] == "password_env" && strings.HasPrefix(changed[j], "password_file") && i-j < 3 {
				changed[j] = ""
			}
		}
		if env, ok := strings.CutSuffix(m[1], "_env"); ok && env != "" {
			t.Setenv(strings.Trim(m[2], `"`), cmdtest.Canary)
		}
		_, err := cmdtest.LoadText(t, dir, strings.Join(changed, "\n"))
		var all config.Errors
		errors.As(err, &all)
		for _, e := range all {
			if oauth && strings.Contains(e.Wrong, "missing") {
				continue // the rest of [oauth] is still switched off
			}
			t.Errorf("with %q: %v", changed[i], e)
		}
		n++
	}
	if n < 20 {
		t.Errorf("only %d switched-off settings", n)
	}
}

func TestShortestConfig(t *testing.T) {
	dir := cmdtest.MustDir(t)
	c := cmdtest.MustLoad(t, dir, cmdtest.Plain)
	if c.Store.Path != filepath.Join(dir, "klachtenpost.db") || c.Backup.Dir != "" || c.Mode.Trial {
		t.Errorf("store %q, backup %q, trial %v", c.Store.Path, c.Backup.Dir, c.Mode.Trial)
	}
	if c.Mailbox.Name != "Klachtencommissie Perspectief" || c.Mailbox.NameToComplainant != c.Mailbox.Name {
		t.Errorf("sender names %q, %q", c.Mailbox.Name, c.Mailbox.NameToComplainant)
	}
	if c.Location.String() != "Europe/Amsterdam" || c.IMAP.Port != 993 || c.SMTP.Port != 465 {
		t.Errorf("location %v, ports %d, %d", c.Location, c.IMAP.Port, c.SMTP.Port)
	}
	all := strings.Join(c.Warnings, "\n")
	for _, w := range []string{"people.board: not given", "people.chair: not given", "people.secretary.standin: not given"} {
		if !strings.Contains(all, w) {
			t.Errorf("no warning %q in %q", w, all)
		}
	}
	// systemd's own directory for state.
	state := t.TempDir()
	t.Setenv("STATE_DIRECTORY", state)
	if c := cmdtest.MustLoad(t, dir, cmdtest.Plain); c.Store.Path != filepath.Join(state, "klachtenpost.db") {
		t.Errorf("with STATE_DIRECTORY: %q", c.Store.Path)
	}
}

func TestBOMAndCRLF(t *testing.T) {
	dir := cmdtest.MustDir(t)
	text := strings.Replace(cmdtest.Plain, `name = "Perspectief`, "postal_address = \"\"\"\nPostbus 100\n3500 AA Utrecht\"\"\"\nname = \"Perspectief", 1)
	c := cmdtest.MustLoad(t, dir, "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"))
	if c.Organisation.PostalAddress != "Postbus 100\n3500 AA Utrecht" {
		t.Errorf("postal address = %q", c.Organisation.PostalAddress)
	}
	_, err := cmdtest.LoadText(t, dir, "\ufeff"+strings.ReplaceAll(cmdtest.Plain+"[store]\npad = \"x\"\n", "\n", "\r\n"))
	if err == nil || !strings.Contains(err.Error(), "config.toml:24: store.pad: unknown key; write path") {
		t.Errorf("line behind BOM and CRLF: %v", err)
	}
}

func TestDatesAndPeriods(t *testing.T) {
	text := strings.Replace(mustExample(t), `equated_days = []`, `equated_days = [2029-05-11, "2026-05-15"]`, 1)
	text = strings.Replace(text, `equated_until = 2028`, `equated_until = 2029`, 1)
	c := cmdtest.MustLoad(t, cmdtest.MustDir(t), text).Calendar
	if len(c.EquatedDays) != 2 || c.EquatedDays[0].String() != "2029-05-11" || c.EquatedDays[1].String() != "2026-05-15" {
		t.Errorf("equated days = %v", c.EquatedDays)
	}
	if len(c.ClosedDays) != 2 || c.ClosedDays[0].From != c.ClosedDays[0].To || c.ClosedDays[1].To.String() != "2026-12-31" {
		t.Errorf("closed days = %v", c.ClosedDays)
	}
}

func TestSecretsShowNowhere(t *testing.T) {
	c := cmdtest.MustLoad(t, cmdtest.MustDir(t), mustExample(t))
	j, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", c.IMAP.Password, "config", c)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", c.IMAP.Password, "config", c)
	s := c.IMAP.Password
	shown := []string{string(j), log.String(), s.String(), fmt.Sprint(&s), fmt.Sprint(&c), fmt.Errorf("login with %v", s).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%08b"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, c), fmt.Sprintf(verb, &c.IMAP), fmt.Sprintf(verb, []config.Secret{s}))
	}
	for i, text := range shown {
		if strings.Contains(text, "Kanarie") || strings.Contains(text, fmt.Sprintf("%x", "Kanarie")) {
			t.Errorf("print %d shows the secret", i)
		}
	}
	if s == "" {
		t.Error("there was no secret to hide")
	}
}
