package config

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"

	"klachtenpost/workflow/terms"
)

// configCheck looks at what was read: what is missing, what cannot be, what
// contradicts. It fills in what follows from other keys.
type configCheck struct {
	tomlDecode
	c        *Config
	dir      string // of the configuration file
	warnings Errors
}

// warn notes something that works but is probably not meant.
func (k *configCheck) warn(key, what string) {
	k.warnings = append(k.warnings, Error{Line: k.lineOf(key), Key: key, Wrong: what})
}

// all checks section by section, in the order of the example.
func (k *configCheck) all() {
	k.organisation()
	k.mailbox()
	k.server("imap", &k.c.IMAP, 993, 143)
	k.server("smtp", &k.c.SMTP, 465, 587)
	k.oauth()
	k.people()
	k.intake()
	k.terms()
	k.calendar()
	k.schedule("schedule.reminders", k.c.Schedule.Reminders)
	k.schedule("schedule.overview", k.c.Schedule.Overview)
	k.trust()
	k.files()
}

var listIndex = regexp.MustCompile(`\[[0-9]+\]`)

// need refuses an empty value of a mandatory key.
func (k *configCheck) need(key, value, example string) bool {
	if strings.TrimSpace(value) != "" {
		return true
	}
	section, name, _ := splitKey(key)
	// A key on a line that could not be read is not missing as well.
	if k.file.cut || k.file.broken[listIndex.ReplaceAllString(key, "")] || k.bad[section] {
		return false
	}
	if k.set[key] {
		k.wrong(key, "is empty", fmt.Sprintf("write %s = %q", name, example))
		return false
	}
	where := "under [" + section + "]"
	if strings.Contains(section, "[") {
		where = "in its section"
	}
	k.wrong(key, "is missing", fmt.Sprintf("write %s = %q %s", name, example, where))
	return false
}

// oneOf refuses a value that is not in the list.
func (k *configCheck) oneOf(key, value string, list ...string) {
	if k.bad[key] || slices.Contains(list, value) {
		return
	}
	k.wrong(key, "is none of the possible values", `write "`+strings.Join(list, `" or "`)+`"`)
}

// within refuses a number outside a range.
func (k *configCheck) within(key string, n, low, high int) {
	if !k.bad[key] && (n < low || n > high) {
		k.wrong(key, fmt.Sprintf("%d is not from %d to %d", n, low, high), "write a number in between")
	}
}

func (k *configCheck) organisation() {
	o := &k.c.Organisation
	k.need("organisation.name", o.Name, "Perspectief Herstelbemiddeling")
	k.need("organisation.committee", o.Committee, "Klachtencommissie Perspectief")
	if k.need("organisation.phone", o.Phone, "030 123 45 67") && countDigits(o.Phone) < 3 {
		k.wrong("organisation.phone", "has fewer than three digits", "write a number people can call")
	}
	k.oneOf("organisation.language", o.Language, "nl", "en")
	loc, err := time.LoadLocation(o.Timezone)
	if err != nil || o.Timezone == "" || o.Timezone == "Local" {
		k.wrong("organisation.timezone", "is no time zone", `write "Europe/Amsterdam"`)
		// What depends on it is looked at all the same.
		o.Timezone = Defaults().Organisation.Timezone
		loc, err = time.LoadLocation(o.Timezone)
		if err != nil {
			loc = time.UTC
		}
	}
	k.c.Location = loc
}

func countDigits(s string) int {
	n := 0
	for _, r := range s {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

func (k *configCheck) mailbox() {
	m := &k.c.Mailbox
	if k.need("mailbox.address", m.Address, "klachten@perspectief.example") {
		k.address("mailbox.address", m.Address)
	}
	if m.Name == "" {
		m.Name = k.c.Organisation.Committee
	}
	if m.NameToComplainant == "" {
		m.NameToComplainant = m.Name
	}
	k.need("mailbox.inbox", m.Inbox, "INBOX")
	folders := map[string]string{"mailbox.sent": m.Sent, "mailbox.drafts": m.Drafts, "mailbox.junk": m.Junk}
	used := map[string]string{strings.ToLower(m.Inbox): "mailbox.inbox"}
	for _, key := range []string{"mailbox.sent", "mailbox.drafts", "mailbox.junk"} {
		name := strings.ToLower(folders[key])
		if other := used[name]; name != "" && other != "" {
			k.wrong(key, "is the same folder as "+other, "write the name of another folder, or leave it out")
		}
		used[name] = key
	}
	if !k.bad["mailbox.poll"] && (m.Poll < 10*time.Second || m.Poll > time.Hour) {
		k.wrong("mailbox.poll", "is not from 10s to 1h", `write poll = "1m"`)
	}
	if !k.bad["mailbox.max_size"] && (m.MaxSize < MB || m.MaxSize > 1024*MB) {
		k.wrong("mailbox.max_size", "is not from 1MB to 1GB", `write max_size = "50MB"`)
	}
	for _, id := range m.OwnListIDs {
		if id == "" || strings.ContainsAny(id, "<> @") {
			k.wrong("mailbox.own_list_ids", "holds what is no List-Id", `write it without < and >, such as "team.perspectief.example"`)
		}
	}
	for _, a := range m.Scanners {
		k.address("mailbox.scanners", a)
	}
}

func (k *configCheck) server(section string, s *Server, implicit, start int) {
	if k.need(section+".host", s.Host, section+".perspectief.example") {
		k.host(section+".host", s.Host)
	}
	k.oneOf(section+".tls", s.TLS, TLSImplicit, TLSStart, TLSNone)
	k.oneOf(section+".auth", s.Auth, AuthPassword, AuthXOAuth2)
	if s.TLS == TLSNone && s.Host != "" && !isLoopback(s.Host) {
		k.wrong(section+".tls", `"none" would send the password and the mail readable over the network`, `write tls = "implicit" or "starttls"; "none" is for this machine only`)
	}
	k.port(section, s, implicit, start)
	if s.Username == "" {
		s.Username = k.c.Mailbox.Address
	}
	password := section + ".password"
	s.Password = k.secretFrom(password, s.PasswordFile, s.PasswordEnv)
	given := k.set[password+"_file"] || k.set[password+"_env"] || k.set[password]
	switch s.Auth {
	case AuthXOAuth2:
		if given {
			key := password + "_file"
			if !k.set[key] {
				key = password + "_env"
			}
			k.wrong(key, `is not used with auth = "xoauth2"`, "remove it, or write auth = \"password\"")
		}
		if !k.set["oauth"] && !k.file.cut {
			k.wrong(section+".auth", `is "xoauth2" but there is no [oauth]`, "write [oauth] with tenant, client_id and client_secret_file, or auth = \"password\"")
		}
	case AuthPassword:
		if !given {
			k.need(password+"_file", "", section+"-password")
		}
	}
}

// port fills in the usual port and refuses one that belongs to the other way of
// encrypting: such a connection hangs until it times out.
func (k *configCheck) port(section string, s *Server, implicit, start int) {
	key := section + ".port"
	if k.bad[key] {
		return
	}
	if !k.set[key] {
		s.Port = start
		if s.TLS == TLSImplicit {
			s.Port = implicit
		}
		return
	}
	k.within(key, s.Port, 1, 65535)
	switch {
	case s.TLS == TLSImplicit && (s.Port == start || section == "smtp" && s.Port == 25):
		k.wrong(key, fmt.Sprintf(`%d is a port for tls = "starttls", but tls is "implicit"`, s.Port), fmt.Sprintf("write port = %d, or tls = \"starttls\"", implicit))
	case s.TLS == TLSStart && s.Port == implicit:
		k.wrong(key, fmt.Sprintf(`%d is a port for tls = "implicit", but tls is "starttls"`, s.Port), fmt.Sprintf("write port = %d, or tls = \"implicit\"", start))
	}
}

func isLoopback(host string) bool {
	h := strings.ToLower(host)
	if h == "localhost" || strings.HasSuffix(h, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func (k *configCheck) oauth() {
	o := &k.c.OAuth
	wanted := k.c.IMAP.Auth == AuthXOAuth2 || k.c.SMTP.Auth == AuthXOAuth2
	o.ClientSecret = k.secretFrom("oauth.client_secret", o.ClientSecretFile, o.ClientSecretEnv)
	o.RefreshToken = k.secretFrom("oauth.refresh_token", o.RefreshTokenFile, o.RefreshTokenEnv)
	if !k.set["oauth"] {
		return
	}
	if !wanted {
		k.warn("oauth", `is not used: neither imap.auth nor smtp.auth is "xoauth2"`)
	}
	k.need("oauth.client_id", o.ClientID, "00000000-0000-0000-0000-000000000000")
	switch {
	case o.TokenURL != "" && o.Tenant != "":
		k.wrong("oauth.tenant", "stands beside oauth.token_url", "keep one of the two: tenant for Microsoft 365, token_url for others")
	case o.Tenant != "":
		if strings.ContainsAny(o.Tenant, "/:? ") {
			k.wrong("oauth.tenant", "is no tenant", `write its id or domain, such as "perspectief.example"`)
			break
		}
		o.TokenURL = "https://login.microsoftonline.com/" + url.PathEscape(o.Tenant) + "/oauth2/v2.0/token"
	case o.TokenURL != "":
		u, err := url.Parse(o.TokenURL)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
			k.wrong("oauth.token_url", "is no https address", `write one such as "https://login.example.org/token"`)
		}
	default:
		k.need("oauth.tenant", "", "perspectief.example")
	}
	if !k.set["oauth.client_secret_file"] && !k.set["oauth.client_secret_env"] && !k.set["oauth.refresh_token_file"] && !k.set["oauth.refresh_token_env"] {
		k.need("oauth.client_secret_file", "", "oauth-secret")
	}
}

func (k *configCheck) intake() {
	k.oneOf("intake.release", k.c.Intake.Release, ReleaseDoubt, ReleaseAlways)
	for _, a := range k.c.Urgent.To {
		if k.address("urgent.to", a) && strings.EqualFold(a, k.c.Mailbox.Address) {
			k.wrong("urgent.to", "is the committee's mailbox, which hears of Spoed anyhow", "write another address, or leave it out")
		}
	}
}

// inDays is about how many days a length is, to compare two of them.
func inDays(l terms.Length) int {
	d := terms.Date{Year: 2001, Month: time.January, Day: 1}
	switch l.Unit {
	case terms.Weeks:
		return 7 * l.N
	case terms.Months:
		return d.AddMonths(l.N).Sub(d)
	case terms.Years:
		return d.AddMonths(12 * l.N).Sub(d)
	case terms.Workdays:
		return l.N/5*7 + l.N%5
	}
	return l.N
}

func (k *configCheck) terms() {
	t := &k.c.Terms
	// The first may not be longer than the second: it would come after it.
	for _, o := range []struct {
		first, second string
		a, b          terms.Length
		strict        bool
	}{
		{"supplement_reminder", "supplement", t.SupplementReminder, t.Supplement, true},
		{"director_seen", "director_seen_secretary", t.DirectorSeen, t.DirectorSeenSecretary, false},
		{"director_target", "director_end", t.DirectorTarget, t.DirectorEnd, false},
		{"director_reminder", "director_end", t.DirectorReminder, t.DirectorEnd, true},
		{"director_reminder", "besluit", t.DirectorReminder, t.Besluit, true},
		{"complainant", "complainant_action", t.Complainant, t.ComplainantAction, false},
		{"letter", "letter_escalation", t.Letter, t.LetterEscalation, false},
		{"acknowledgement", "triage", t.Acknowledgement, t.Triage, false},
	} {
		first, second := "terms."+o.first, "terms."+o.second
		if k.bad[first] || k.bad[second] {
			continue
		}
		if n := inDays(o.a) - inDays(o.b); n > 0 || o.strict && n == 0 {
			key, other := first, second
			if !k.set[first] && k.set[second] {
				key, other = second, first
			}
			k.wrong(key, fmt.Sprintf("%s is %s and %s is %s, which it must come before", o.first, o.a, o.second, o.b), "write a term that fits with "+other)
		}
	}
	// Longer than the law or good practice (Awb 9:8, 9:11).
	for _, o := range []struct {
		key  string
		have terms.Length
		most string
	}{
		{"refusal", t.Refusal, "4w"}, {"director_end", t.DirectorEnd, "6w"}, {"director_extension", t.DirectorExtension, "4w"},
		{"committee", t.Committee, "10w"}, {"committee_extension", t.CommitteeExtension, "4w"}, {"retention", t.Retention, "5y"},
	} {
		most, err := terms.ParseLength(o.most)
		if err == nil && !k.bad["terms."+o.key] && inDays(o.have) > inDays(most) {
			k.warn("terms."+o.key, fmt.Sprintf("%s is longer than %s, the usual limit", o.have, most))
		}
	}
}

func (k *configCheck) calendar() {
	c := &k.c.Calendar
	k.within("calendar.equated_until", c.EquatedUntil, 2023, 2100)
	for _, d := range c.EquatedDays {
		if !k.bad["calendar.equated_days"] && d.Year > c.EquatedUntil {
			k.wrong("calendar.equated_days", fmt.Sprintf("holds %s, but equated_until is %d", d, c.EquatedUntil), fmt.Sprintf("write equated_until = %d when all days until then are in", d.Year))
		}
	}
	if len(c.EquatedDays) > 0 && !c.Termijnenwet {
		k.warn("calendar.equated_days", "is not used: termijnenwet is false")
	}
	if last := terms.Default().EquatedUntil; c.EquatedUntil > last && !k.bad["calendar.equated_until"] {
		for year := last + 1; year <= c.EquatedUntil; year++ {
			if !slices.ContainsFunc(c.EquatedDays, func(d terms.Date) bool { return d.Year == year }) {
				k.warn("calendar.equated_until", fmt.Sprintf("equated_days has no day in %d; check that no decree names one", year))
			}
		}
	}
}

func (k *configCheck) trust() {
	t := &k.c.Trust
	if strings.ContainsAny(t.AuthservID, " ;\"()\t") {
		k.wrong("trust.authserv_id", "is no name of a mail server", `write it as it stands first in Authentication-Results, such as "mx.perspectief.example"`)
	}
	for _, h := range t.OwnHosts {
		k.host("trust.own_hosts", h)
	}
	caps, standard := t.Caps, Defaults().Trust.Caps
	for _, n := range []struct {
		key        string
		have, most int
	}{
		{"case_day", caps.CaseDay, standard.CaseDay}, {"address_day", caps.AddressDay, standard.AddressDay},
		{"staff_day", caps.StaffDay, standard.StaffDay}, {"hour", caps.Hour, standard.Hour},
		{"day", caps.Day, standard.Day}, {"wrong_codes", caps.WrongCodes, standard.WrongCodes},
	} {
		key := "trust.caps." + n.key
		k.within(key, n.have, 1, 10*n.most)
		if !k.bad[key] && n.have > n.most {
			k.warn(key, fmt.Sprintf("%d is more than the %d that was found safe", n.have, n.most))
		}
	}
	if caps.Hour > caps.Day && !k.bad["trust.caps.hour"] && !k.bad["trust.caps.day"] {
		k.wrong("trust.caps.hour", fmt.Sprintf("%d an hour is more than %d a day", caps.Hour, caps.Day), "write a number not above trust.caps.day")
	}
	if inDays(caps.AcknowledgementEvery) < 7 && !k.bad["trust.caps.acknowledgement_every"] {
		k.warn("trust.caps.acknowledgement_every", "is shorter than the 7 days of RFC 5230")
	}
}

func (k *configCheck) files() {
	c := k.c
	k.need("store.path", c.Store.Path, "/var/lib/klachtenpost/klachtenpost.db")
	if strings.ContainsAny(c.Store.Path, "?#%") || strings.HasPrefix(c.Store.Path, ":") || strings.HasPrefix(c.Store.Path, "file:") {
		k.wrong("store.path", "is no plain path", `write one without ?, # and %, such as "/var/lib/klachtenpost/klachtenpost.db"`)
	}
	base := k.dir
	if dir := os.Getenv("STATE_DIRECTORY"); dir != "" {
		base, _, _ = strings.Cut(dir, ":") // systemd separates several with colons
	}
	c.Store.Path = resolvePath(base, c.Store.Path)
	if info, err := os.Stat(c.Store.Path); err == nil && info.IsDir() && c.Store.Path != base {
		k.wrong("store.path", "is a directory", "write the path of the file in it, such as klachtenpost.db")
	}
	k.within("backup.keep", c.Backup.Keep, 1, 1000)
	if c.Backup.At.Hour == 2 && !k.bad["backup.at"] {
		k.wrong("backup.at", "lies between 02:00 and 03:00, which summer time skips or repeats", `write another time, such as "03:30"`)
	}
	c.Backup.Dir = resolvePath(base, c.Backup.Dir)
	if c.Backup.Dir != "" && c.Backup.Dir == filepath.Dir(c.Store.Path) {
		k.warn("backup.dir", "is where the database itself is; a broken disk takes both")
	}
	if c.Backup.Recipient != "" && !k.bad["backup.recipient"] {
		if list, err := age.ParseRecipients(strings.NewReader(c.Backup.Recipient)); err != nil || len(list) != 1 {
			k.wrong("backup.recipient", "is no recipient of age", `write the line that age-keygen calls "public key"; it begins with age1`)
		}
	}
	c.Templates.Dir = resolvePath(k.dir, c.Templates.Dir)
	if c.Templates.Dir != "" && !k.bad["templates.dir"] {
		if info, err := os.Stat(c.Templates.Dir); err != nil || !info.IsDir() {
			k.wrong("templates.dir", "no such directory "+strconv.Quote(c.Templates.Dir), "make it, or leave the key out")
		}
	}
}

func resolvePath(base, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}
