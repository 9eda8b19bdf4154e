package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
)

// full is a right configuration in which each fault below changes one thing. It
// ends in [store], so that lines and sections can be added behind it.
const full = cmdtest.Plain + `days = "ma di wo do vr"
absent = ["2026-08-03/2026-08-21"]

[people.board]
name = "Raad van Bestuur"
address = "bestuur@perspectief.example"

[people.chair]
name = "Anneke Postma"
address = "voorzitter@example.org"

[[people.members]]
name = "Els Kok"
address = "e.kok@example.org"

[terms]
director_end = "6w"

[calendar]
equated_until = 2028

[schedule]
reminders = "0 8 * * 1-5"

[store]
path = "klachtenpost.db"
`

// fault is one change of full. The line it must be reported on carries "#!"; a
// fault that leaves no room for that names the line. want are the key and a part
// of what is said.
type fault struct {
	name, old, new string
	line           int
	want           string
}

// The faults of row OPS-01 of the test catalogue, and their kin. new is put in
// the place of old, or at the end when there is no old.
var faults = []fault{
	// Unknown keys and sections.
	{"unknown key, near", `phone = "030 123 45 67"`, `fone = "030" #!`, 0, "organisation.fone: unknown key; write phone"},
	{"unknown key, capitals", `phone = "030 123 45 67"`, `Phone = "030" #!`, 0, "organisation.Phone: unknown key; write phone"},
	{"unknown key, of another section", ``, `host = "x.example.org" #!`, 0, "store.host: unknown key here; write it under [imap]"},
	{"unknown key, far", ``, `kleurenschema = "blauw" #!`, 0, "store.kleurenschema: unknown key; remove it"},
	{"unknown section", ``, "[mailbocks] #!\nx = 1", 0, "mailbocks: unknown section; write mailbox"},
	{"unknown section of people", ``, "[people.secretaris] #!\nname = \"Jan\"", 0, "people.secretaris: unknown section; write secretary"},
	{"key above the first section", `[organisation]`, "naam = \"x\" #!\n[organisation]", 0, "naam: unknown key"},
	{"unknown term", `director_end = "6w"`, `director_ends = "6w" #!`, 0, "terms.director_ends: unknown key; write director_end"},
	{"unknown key of a person", `name = "Els Kok"`, "name = \"Els Kok\"\nfunctie = \"lid\" #!", 0, "people.members[1].functie: unknown key"},
	{"unknown key of a stand-in", `days = "ma di wo do vr"`, `standin = { name = "Jo", address = "jo@example.org", tel = "1" } #!`, 0, "people.director.standin.tel: unknown key"},
	{"password in the file", `password_file = "imap-password"`, `password = "` + cmdtest.Canary + `" #!`, 0, "imap.password: no secret may stand in this file; write password_file"},
	{"client secret in the file", ``, "[oauth]\nclient_secret = \"" + cmdtest.Canary + "\" #!", 0, "oauth.client_secret: no secret may stand in this file"},

	// Wrong types.
	{"number as text", `host = "imap.perspectief.example"`, "host = \"imap.perspectief.example\"\nport = \"993\" #!", 0, "imap.port: is text, not a usable whole number; write a whole number without quotes, such as 993"},
	{"fraction for a number", `equated_until = 2028`, `equated_until = 2028.5 #!`, 0, "calendar.equated_until: is a number, not a usable whole number"},
	{"number too large", `equated_until = 2028`, `equated_until = 99999999999 #!`, 0, "calendar.equated_until: is a number, not a usable"},
	{"text as number", `phone = "030 123 45 67"`, `phone = 301234567 #!`, 0, "organisation.phone: is a number, not text"},
	{"switch as text", ``, "[mode]\ntrial = \"ja\" #!", 0, "mode.trial: is text, not a switch; write true or false"},
	{"section as key", ``, "[backup]\ndir = { x = 1 } #!", 0, "backup.dir: is a section, not text"},
	{"key as section", `[people.board]`, "[people]\nboard = \"x\" #!\n[people.boord]", 0, "people.board: is text, not a section"},
	{"list of sections where one belongs", `[people.board]`, `[[people.board]] #!`, 0, "people.board: is a list of sections, not a section; write [people.board]"},
	{"one section where a list belongs", `[[people.members]]`, `[people.members] #!`, 0, "people.members: is a section, not a list of sections; write [[people.members]]"},
	{"list for text", `phone = "030 123 45 67"`, `phone = ["030"] #!`, 0, "organisation.phone: is a list, not text"},
	{"number in a list of text", ``, "[urgent]\nto = [\n  \"wacht@example.org\",\n  3, #!\n]", 0, "urgent.to: is a number, not text"},
	{"duration without unit", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\npoll = \"5\" #!", 0, "mailbox.poll: is no time; write"},
	{"duration as number", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\npoll = 60 #!", 0, "mailbox.poll: is a number; write a time"},
	{"size", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nmax_size = \"veel\" #!", 0, "mailbox.max_size: is no size"},

	// Twice.
	{"duplicate key", `phone = "030 123 45 67"`, "phone = \"030\"\nphone = \"031\" #!", 0, "organisation.phone: is written twice, first on line 4; keep one"},
	{"duplicate section", ``, "[imap] #!\ntls = \"implicit\"", 0, "[imap]: stands twice, first on line 9"},
	{"duplicate key in braces", `days = "ma di wo do vr"`, `standin = { name = "Jo", name = "Bo", address = "jo@example.org" } #!`, 0, "people.director.standin.name: is written twice"},
	{"section over a value", `days = "ma di wo do vr"`, "standin = { name = \"Jo\", address = \"jo@example.org\" }\n[people.director.standin] #!\nname = \"Bo\"", 0, "people.director.standin: is written in another way on line 23"},

	// Missing and empty.
	{"missing name", `name = "Perspectief Herstelbemiddeling"`, ``, 1, "organisation.name: is missing; write name = "},
	{"missing committee", `committee = "Klachtencommissie Perspectief"`, ``, 1, "organisation.committee: is missing"},
	{"missing phone", `phone = "030 123 45 67"`, ``, 1, "organisation.phone: is missing"},
	{"empty phone", `phone = "030 123 45 67"`, `phone = "" #!`, 0, "organisation.phone: is empty; write phone = "},
	{"missing mailbox address", "[mailbox]\naddress = \"klachten@perspectief.example\"", `[mailbox] #!`, 0, "mailbox.address: is missing"},
	{"missing imap host", "[imap]\nhost = \"imap.perspectief.example\"", `[imap] #!`, 0, "imap.host: is missing"},
	{"missing smtp host", "[smtp]\nhost = \"smtp.perspectief.example\"", `[smtp] #!`, 0, "smtp.host: is missing"},
	{"missing imap password", `password_file = "imap-password"`, ``, 9, "imap.password_file: is missing"},
	{"missing smtp password", `password_file = "smtp-password"`, ``, 13, "smtp.password_file: is missing"},
	{"missing secretary", "[people.secretary]\nname = \"Karin van Haperen\"", ``, 47, "people.secretary.name: is missing; write name = \"Karin van Haperen\" under [people.secretary]"},
	{"missing director address", `address = "directeur@perspectief.example"`, ``, 20, "people.director.address: is missing"},
	{"missing director name", "[people.director]\nname = \"Willem Brandsma\"", `[people.director] #!`, 0, "people.director.name: is missing"},
	{"board without address", `address = "bestuur@perspectief.example"`, ``, 26, "people.board.address: is missing"},
	{"member without name", "[[people.members]]\nname = \"Els Kok\"", `[[people.members]] #!`, 0, "people.members[1].name: is missing; write name = \"Karin van Haperen\" in its section"},
	{"stand-in without address", `days = "ma di wo do vr"`, `standin = { name = "Jo" } #!`, 0, "people.director.standin.address: is missing"},
	{"empty inbox", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\ninbox = \"\" #!", 0, "mailbox.inbox: is empty"},
	{"empty store path", `path = "klachtenpost.db"`, `path = "" #!`, 0, "store.path: is empty"},

	// Contradictions.
	{"two roles, one address", `address = "bestuur@perspectief.example"`, `address = "Directeur@Perspectief.example" #!`, 0, "people.board.address: is the same address as people.director.address on line 22"},
	{"a role at the mailbox", `address = "directeur@perspectief.example"`, `address = "klachten@perspectief.example" #!`, 0, "people.director.address: is the same address as mailbox.address on line 7"},
	{"secretary at the mailbox", `name = "Karin van Haperen"`, "name = \"Karin van Haperen\"\naddress = \"klachten@perspectief.example\" #!", 0, "people.secretary.address: is the same address as mailbox.address on line 7; leave it out"},
	{"stand-in for oneself", `days = "ma di wo do vr"`, `standin = { name = "Jo", address = "directeur@perspectief.example" } #!`, 0, "people.director.standin.address: is the same address as people.director.address"},
	{"director as stand-in of the secretary", `name = "Karin van Haperen"`, "name = \"Karin van Haperen\"\nstandin = { name = \"Wim\", address = \"directeur@perspectief.example\" }", 23, "people.director.address: is the same address as people.secretary.standin.address on line 19"},
	{"xoauth2 without oauth", `password_file = "imap-password"`, `auth = "xoauth2" #!`, 0, "imap.auth: is \"xoauth2\" but there is no [oauth]"},
	{"xoauth2 with a password", `password_file = "smtp-password"`, "auth = \"xoauth2\"\npassword_file = \"smtp-password\" #!\n[oauth]\ntenant = \"t\"\nclient_id = \"c\"\nclient_secret_file = \"oauth-secret\"", 0, "smtp.password_file: is not used with auth"},
	{"oauth without client_id", ``, "[oauth] #!\ntenant = \"t\"\nclient_secret_file = \"oauth-secret\"", 0, "oauth.client_id: is missing"},
	{"oauth with tenant and url", ``, "[oauth]\nclient_id = \"c\"\ntenant = \"t\" #!\ntoken_url = \"https://login.example.org/t\"\nclient_secret_file = \"oauth-secret\"", 0, "oauth.tenant: stands beside oauth.token_url"},
	{"oauth with neither", ``, "[oauth] #!\nclient_id = \"c\"\nclient_secret_file = \"oauth-secret\"", 0, "oauth.tenant: is missing"},
	{"oauth over plain http", ``, "[oauth]\nclient_id = \"c\"\ntoken_url = \"http://login.example.org/t\" #!\nclient_secret_file = \"oauth-secret\"", 0, "oauth.token_url: is no https address"},
	{"oauth without a secret", ``, "[oauth] #!\nclient_id = \"c\"\ntenant = \"t\"", 0, "oauth.client_secret_file: is missing"},
	{"no encryption to another machine", `host = "imap.perspectief.example"`, "host = \"imap.perspectief.example\"\ntls = \"none\" #!", 0, "imap.tls: \"none\" would send the password"},
	{"port of the other encryption", `host = "smtp.perspectief.example"`, "host = \"smtp.perspectief.example\"\nport = 587 #!", 0, "smtp.port: 587 is a port for tls = \"starttls\""},
	{"port of the other encryption, imap", `host = "imap.perspectief.example"`, "host = \"imap.perspectief.example\"\ntls = \"starttls\"\nport = 993 #!", 0, "imap.port: 993 is a port for tls = \"implicit\""},
	{"password file and variable", `password_file = "imap-password"`, "password_file = \"imap-password\"\npassword_env = \"PATH\" #!", 0, "imap.password_env: stands beside imap.password_file"},
	{"absence that ends before it begins", `absent = ["2026-08-03/2026-08-21"]`, `absent = ["2026-08-21/2026-08-03"] #!`, 0, "people.director.absent: ends on 2026-08-03, before it begins on 2026-08-21"},
	{"target after the end", `director_end = "6w"`, `director_target = "8w" #!`, 0, "terms.director_target: director_target is 8w and director_end is 6w"},
	{"end before the target", `director_end = "6w"`, `director_end = "3w" #!`, 0, "terms.director_end: director_target is 4w and director_end is 3w"},
	{"two folders the same", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nsent = \"Inbox\" #!", 0, "mailbox.sent: is the same folder as mailbox.inbox"},
	{"equated day after the known years", `equated_until = 2028`, "equated_until = 2028\nequated_days = [2029-05-11] #!", 0, "calendar.equated_days: holds 2029-05-11, but equated_until is 2028"},
	{"more an hour than a day", ``, "[trust.caps]\nhour = 20 #!\nday = 10", 0, "trust.caps.hour: 20 an hour is more than 10 a day"},

	// Values that cannot be.
	{"line end in a name", `name = "Willem Brandsma"`, `name = "Willem\r\nBcc: iedereen@example.org" #!`, 0, "people.director.name: holds a line end"},
	{"control character in a name", `name = "Karin van Haperen"`, `name = "Karin\u0007" #!`, 0, "people.secretary.name: holds the control character U+0007"},
	{"bidi mark in a name", `name = "Karin van Haperen"`, `name = "Karin\u202Enav" #!`, 0, "people.secretary.name: holds the control character U+202E"},
	{"line separator in a name", `name = "Perspectief Herstelbemiddeling"`, `name = "Perspectief\u2028x" #!`, 0, "organisation.name: holds the control character U+2028"},
	{"line end in an address", `address = "directeur@perspectief.example"`, `address = "directeur@perspectief.example\n" #!`, 0, "people.director.address: holds a line end"},
	{"address without @", `address = "directeur@perspectief.example"`, `address = "directeur.perspectief.example" #!`, 0, "people.director.address: holds what is no mail address: it has no @"},
	{"address with name", `address = "directeur@perspectief.example"`, `address = "Wim <directeur@perspectief.example>" #!`, 0, "people.director.address: holds more than a mail address"},
	{"two addresses", ``, "[urgent]\nto = [\"a@example.org, b@example.org\"] #!", 0, "urgent.to: holds more than a mail address"},
	{"domain without a point", `address = "directeur@perspectief.example"`, `address = "directeur@perspectief" #!`, 0, "people.director.address: holds what is no mail address: what stands behind the @"},
	{"domain with accents", `address = "directeur@perspectief.example"`, `address = "directeur@één.example" #!`, 0, "people.director.address: holds a domain with letters beyond a-z"},
	{"local part", `address = "directeur@perspectief.example"`, `address = "de..wit@perspectief.example" #!`, 0, "what stands before the @ is not possible"},
	{"weekday", `days = "ma di wo do vr"`, `days = "ma dinsdag" #!`, 0, "people.director.days: holds something else than ma di wo do vr za zo"},
	{"weekday twice", `days = "ma di wo do vr"`, `days = "ma ma" #!`, 0, "people.director.days: names ma twice"},
	{"no weekday", `days = "ma di wo do vr"`, `days = "" #!`, 0, "people.director.days: names no day"},
	{"absence on a day that is not", `absent = ["2026-08-03/2026-08-21"]`, `absent = ["2026-02-30"] #!`, 0, "people.director.absent: is no date"},
	{"absence of years", `absent = ["2026-08-03/2026-08-21"]`, `absent = ["2026-08-03/2062-08-21"] #!`, 0, "people.director.absent: lasts"},
	{"time zone", `phone = "030 123 45 67"`, "phone = \"030 123 45 67\"\ntimezone = \"Europe/Utrecht\" #!", 0, "organisation.timezone: is no time zone"},
	{"local time zone", `phone = "030 123 45 67"`, "phone = \"030 123 45 67\"\ntimezone = \"Local\" #!", 0, "organisation.timezone: is no time zone"},
	{"language", `phone = "030 123 45 67"`, "phone = \"030 123 45 67\"\nlanguage = \"fr\" #!", 0, "organisation.language: is none of the possible values"},
	{"phone without digits", `phone = "030 123 45 67"`, `phone = "geen" #!`, 0, "organisation.phone: has fewer than three digits"},
	{"negative term", `director_end = "6w"`, `director_end = "-6w" #!`, 0, "terms.director_end: is a negative term; write a term such as"},
	{"term of nothing", `director_end = "6w"`, `director_end = "0d" #!`, 0, "terms.director_end: is a term of nothing"},
	{"term without unit", `director_end = "6w"`, `director_end = "6" #!`, 0, "terms.director_end: is no term"},
	{"term as number", `director_end = "6w"`, `director_end = 6 #!`, 0, "terms.director_end: is a number; write a term"},
	{"release", ``, "[intake]\nrelease = \"nooit\" #!", 0, "intake.release: is none of the possible values; write \"twijfel\" or \"altijd\""},
	{"tls", `host = "imap.perspectief.example"`, "host = \"imap.perspectief.example\"\ntls = \"ssl\" #!", 0, "imap.tls: is none of the possible values; write \"implicit\" or \"starttls\" or \"none\""},
	{"auth", `host = "imap.perspectief.example"`, "host = \"imap.perspectief.example\"\nauth = \"plain\" #!", 0, "imap.auth: is none of the possible values"},
	{"port out of range", `host = "imap.perspectief.example"`, "host = \"imap.perspectief.example\"\nport = 70000 #!", 0, "imap.port: 70000 is not from 1 to 65535"},
	{"host is a page", `host = "imap.perspectief.example"`, `host = "https://imap.perspectief.example" #!`, 0, "imap.host: is an address of a page"},
	{"host with port", `host = "imap.perspectief.example"`, `host = "imap.perspectief.example:993" #!`, 0, "imap.host: holds a port"},
	{"host with a space", `host = "imap.perspectief.example"`, `host = "imap perspectief" #!`, 0, "imap.host: is no name of a server"},
	{"poll too often", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\npoll = \"1s\" #!", 0, "mailbox.poll: is not from 10s to 1h"},
	{"size too large", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nmax_size = \"5GB\" #!", 0, "mailbox.max_size: is not from 1MB to 1GB"},
	{"list id", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nown_list_ids = [\"<team.example.org>\"] #!", 0, "mailbox.own_list_ids: holds what is no List-Id"},
	{"scanner", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nscanners = [\"de printer\"] #!", 0, "mailbox.scanners: holds what is no mail address"},
	{"scanner is the mailbox", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nscanners = [\"klachten@perspectief.example\"] #!", 0, "mailbox.scanners: is the same address as mailbox.address"},
	{"scanner is the director", `address = "klachten@perspectief.example"`, "address = \"klachten@perspectief.example\"\nscanners = [\"directeur@perspectief.example\"] #!", 0, "mailbox.scanners: is the same address as people.director.address"},
	{"urgent to the mailbox itself", ``, "[urgent]\nto = [\"klachten@perspectief.example\"] #!", 0, "urgent.to: is the committee's mailbox"},
	{"cap of nothing", ``, "[trust.caps]\ncase_day = 0 #!", 0, "trust.caps.case_day: 0 is not from 1 to 30"},
	{"cap beyond all bounds", ``, "[trust.caps]\nday = 100000 #!", 0, "trust.caps.day: 100000 is not from"},
	{"authserv-id", ``, "[trust]\nauthserv_id = \"mx.example.org; dmarc=pass\" #!", 0, "trust.authserv_id: is no name of a mail server"},
	{"own host", ``, "[trust]\nown_hosts = [\"mx.example.org\",\n \"x y\"]", 50, "trust.own_hosts: is no name of a server"},
	{"store path with a question mark", `path = "klachtenpost.db"`, `path = "klachten.db?_journal_mode=OFF" #!`, 0, "store.path: is no plain path"},
	{"store in memory", `path = "klachtenpost.db"`, `path = ":memory:" #!`, 0, "store.path: is no plain path"},
	{"no copies", ``, "[backup]\nkeep = 0 #!", 0, "backup.keep: 0 is not from 1 to 1000"},
	{"copy at night", ``, "[backup]\nat = \"02:30\" #!", 0, "backup.at: lies between 02:00 and 03:00"},
	{"copy for nobody", ``, "[backup]\nrecipient = \"karin@voorbeeld.nl\" #!", 0, "backup.recipient: is no recipient of age"},
	{"copy for a secret key", ``, "[backup]\nrecipient = \"AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L\" #!", 0, "backup.recipient: is no recipient of age"},
	{"copy at no time", ``, "[backup]\nat = \"25:00\" #!", 0, "backup.at: is no time of the day"},
	{"templates that are not there", ``, "[templates]\ndir = \"teksten\" #!", 0, "templates.dir: no such directory"},
	{"last year too early", `equated_until = 2028`, `equated_until = 1999 #!`, 0, "calendar.equated_until: 1999 is not from 2023 to 2100"},
	{"oauth secret that expires never", ``, "[oauth]\nclient_id = \"c\"\ntenant = \"t\"\nclient_secret_file = \"oauth-secret\"\nsecret_expires = \"nooit\" #!", 0, "oauth.secret_expires: is no date"},

	// Schedules (libs.md 4.4).
	{"schedule never", `reminders = "0 8 * * 1-5"`, `reminders = "0 8 31 2 *" #!`, 0, "schedule.reminders: never comes"},
	{"schedule at night", `reminders = "0 8 * * 1-5"`, `reminders = "30 2 * * *" #!`, 0, "schedule.reminders: comes between 02:00 and 03:00"},
	{"schedule each hour", `reminders = "0 8 * * 1-5"`, `reminders = "@hourly" #!`, 0, "schedule.reminders: comes between 02:00 and 03:00"},
	{"schedule of nights", `reminders = "0 8 * * 1-5"`, `reminders = "0 1-5 * * *" #!`, 0, "schedule.reminders: comes between"},
	{"schedule that makes cron panic", `reminders = "0 8 * * 1-5"`, `reminders = "TZ=Europe/Amsterdam" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule that makes cron panic, too", `reminders = "0 8 * * 1-5"`, `reminders = "TZ=" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule of six fields", `reminders = "0 8 * * 1-5"`, `reminders = "0 0 8 * * 1-5" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule of day 7", `reminders = "0 8 * * 1-5"`, `reminders = "0 8 * * 7" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule in Dutch", `reminders = "0 8 * * 1-5"`, `reminders = "0 8 * * ma" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule backwards", `reminders = "0 8 * * 1-5"`, `reminders = "@every -1h" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule every", `reminders = "0 8 * * 1-5"`, `reminders = "@every 1h" #!`, 0, "schedule.reminders: is no schedule"},
	{"schedule of nothing", `reminders = "0 8 * * 1-5"`, `reminders = "" #!`, 0, "schedule.reminders: is no schedule"},
	{"overview at night", `reminders = "0 8 * * 1-5"`, `overview = "59 2 * * 1" #!`, 0, "schedule.overview: comes between"},

	// Secrets.
	{"password file that is not there", `password_file = "imap-password"`, `password_file = "geen-password" #!`, 0, "imap.password_file: no such file \""},
	{"password file elsewhere", `password_file = "smtp-password"`, `password_file = "/nergens/smtp" #!`, 0, "smtp.password_file: no such file \"/nergens/smtp\""},
	{"password instead of a file", `password_file = "imap-password"`, `password_file = "` + cmdtest.Canary + `!" #!`, 0, "imap.password_file: no such file (its name is not shown"},
	{"password instead of a variable", `password_file = "imap-password"`, `password_env = "` + cmdtest.Canary + `!" #!`, 0, "imap.password_env: is no name of an environment variable"},
	{"variable that is not set", `password_file = "imap-password"`, `password_env = "KLACHTENPOST_TEST_NIET_GEZET" #!`, 0, "imap.password_env: the environment variable it names is not set"},
	{"password file is a directory", `password_file = "imap-password"`, `password_file = "map" #!`, 0, "imap.password_file: is a directory"},
	{"password file is empty", `password_file = "imap-password"`, `password_file = "leeg" #!`, 0, "imap.password_file: the secret is empty"},
	{"password of two lines", `password_file = "imap-password"`, `password_file = "twee" #!`, 0, "imap.password_file: the secret has more than one line"},
	{"password file without a name", `password_file = "imap-password"`, `password_file = "" #!`, 0, "imap.password_file: is empty"},

	// No TOML at all.
	{"curly quotes", `phone = "030 123 45 67"`, `phone = “030” #!`, 0, "organisation.phone: cannot be read; write straight quotes"},
	{"no quotes", `name = "Karin van Haperen"`, `name = Karin van Haperen #!`, 0, "people.secretary.name: cannot be read; put text between straight quotes"},
	{"no equals sign", `phone = "030 123 45 67"`, `phone "030" #!`, 0, "cannot be read; write key = "},
	{"no value", `phone = "030 123 45 67"`, `phone = #!`, 0, "organisation.phone: cannot be read; write a value behind the ="},
	{"Windows path", `path = "klachtenpost.db"`, `path = "C:\klachten\post.db" #!`, 0, "store.path: cannot be read; write / or"},
	{"quotes not closed", `phone = "030 123 45 67"`, `phone = "030`, 4, "organisation.phone: cannot be read; close the quotes"},
	{"header not closed", `[smtp]`, `[smtp #!`, 0, "cannot be read; write a section as [name]"},
	{"remark without #", `phone = "030 123 45 67"`, "phone = \"030 123 45 67\"\nbellen kan altijd #!", 0, "cannot be read; write key = "},
	{"list not closed", `absent = ["2026-08-03/2026-08-21"]`, `absent = ["2026-08-03/2026-08-21"`, 26, "cannot be read; "},
	{"not UTF-8", `name = "Karin van Haperen"`, "name = \"Ren\xe9e\" #!", 0, "is not UTF-8; save the file as UTF-8"},
}

func TestFaults(t *testing.T) {
	dir := cmdtest.MustDir(t)
	cmdtest.MustWrite(t, filepath.Join(dir, "leeg"), "\n", 0o600)
	cmdtest.MustWrite(t, filepath.Join(dir, "twee"), cmdtest.Canary+"\n"+cmdtest.Canary+"\n", 0o600)
	if err := os.Mkdir(filepath.Join(dir, "map"), 0o700); err != nil {
		t.Fatal(err)
	}
	if c := cmdtest.MustLoad(t, dir, full); len(c.Warnings) != 1 {
		t.Fatalf("the configuration without faults warns %q", c.Warnings)
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			text := full + f.new + "\n"
			if f.old != "" {
				if strings.Count(full, f.old) != 1 {
					t.Fatalf("%q stands %d times", f.old, strings.Count(full, f.old))
				}
				text = strings.Replace(full, f.old, f.new, 1)
			}
			line := f.line
			if i := strings.Index(text, "#!"); i >= 0 && line == 0 {
				line = 1 + strings.Count(text[:i], "\n")
			}
			if line == 0 {
				t.Fatal("no line to look for")
			}
			_, err := cmdtest.LoadText(t, dir, text)
			if err == nil {
				t.Fatal("accepted")
			}
			if strings.Contains(err.Error(), cmdtest.Canary) {
				t.Errorf("the secret is shown: %v", err)
			}
			prefix := "config.toml:" + strconv.Itoa(line) + ": "
			for _, l := range strings.Split(err.Error(), "\n") {
				if _, rest, ok := strings.Cut(l, prefix); ok && strings.Contains(rest, f.want) && strings.Contains(rest, "; ") {
					return
				}
			}
			t.Errorf("want %s%s\ngot  %v", prefix, f.want, err)
		})
	}
	t.Logf("%d faults", len(faults))
}

// A fault is told once: what follows from it is not told as well.
func TestEachFaultIsToldOnce(t *testing.T) {
	dir := cmdtest.MustDir(t)
	cmdtest.MustWrite(t, filepath.Join(dir, "leeg"), "\n", 0o600)
	cmdtest.MustWrite(t, filepath.Join(dir, "twee"), "a\nb\n", 0o600)
	if err := os.Mkdir(filepath.Join(dir, "map"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		text := full + f.new + "\n"
		if f.old != "" {
			text = strings.Replace(full, f.old, f.new, 1)
		}
		_, err := cmdtest.LoadText(t, dir, text)
		var all config.Errors
		if !errors.As(err, &all) {
			t.Fatalf("%s: %T", f.name, err)
		}
		// A key that was misspelt is also missing under its own name.
		if len(all) > 1 && !strings.Contains(err.Error(), "unknown") && !strings.Contains(err.Error(), "no secret may") {
			t.Errorf("%s is told %d times:\n%v", f.name, len(all), err)
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	dir := cmdtest.MustDir(t)
	_, err := cmdtest.LoadText(t, dir, `[organisation]
name = "Perspectief"
fone = "030"
timezone = "Mars/Olympus"
[mailbox]
address = klachten@perspectief.example
poll = 5
[imap]
host = "imap.perspectief.example"
port = "993"
tls = "none"
password_file = "geen"
[people.director]
name = "Wim"
address = “wim@example.org”
days = "maandag"
[terms]
besluit = "-1w"
[schedule]
overview = "30 2 * * *"
`)
	var all config.Errors
	if !errors.As(err, &all) {
		t.Fatalf("error = %T %v", err, err)
	}
	want := []string{
		"1: organisation.committee", "1: organisation.phone", "3: organisation.fone", "4: organisation.timezone",
		"6: mailbox.address", "7: mailbox.poll", "10: imap.port", "11: imap.tls", "12: imap.password_file",
		"15: people.director.address", "16: people.director.days", "18: terms.besluit", "20: schedule.overview",
		"20: smtp.host", "20: smtp.password_file", "20: people.secretary.name",
	}
	got := make(map[string]bool)
	for _, e := range all {
		got[strconv.Itoa(e.Line)+": "+e.Key] = true
	}
	for _, w := range want {
		if !got[w] {
			t.Errorf("%s is not told", w)
		}
	}
	for i := 1; i < len(all); i++ {
		if all[i].Line < all[i-1].Line {
			t.Errorf("line %d is told after line %d", all[i].Line, all[i-1].Line)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestNoConfig(t *testing.T) {
	dir := cmdtest.MustDir(t)
	for path, want := range map[string]string{
		filepath.Join(dir, "geen.toml"): "geen.toml: no such file; copy config.example.toml",
		dir:                             ": is a directory",
	} {
		_, err := config.Load(path)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("LoadConfig(%s) = %v, want %q", path, err, want)
		}
	}
	if _, err := cmdtest.LoadText(t, dir, ""); err == nil || !strings.Contains(err.Error(), "config.toml:1: organisation.name: is missing") {
		t.Errorf("empty file: %v", err)
	}
	if _, err := cmdtest.LoadText(t, dir, strings.Repeat("x", config.MaxConfigSize+1)); err == nil || !strings.Contains(err.Error(), "which is no configuration") {
		t.Errorf("huge file: %v", err)
	}
	if _, err := cmdtest.LoadText(t, dir, strings.Repeat("onzin \"\n", 5000)); err == nil || strings.Count(err.Error(), "\n") > config.MaxFaults {
		t.Errorf("nonsense: %v", err)
	}
}

func TestLoginCanRunWithoutItsToken(t *testing.T) {
	dir := cmdtest.MustDir(t)
	text := strings.Replace(cmdtest.Plain, `password_file = "imap-password"`, `auth = "xoauth2"`, 1) +
		"[oauth]\nclient_id = \"c\"\ntenant = \"perspectief.example\"\nrefresh_token_file = \"nog-niet\"\n"
	c, err := cmdtest.LoadText(t, dir, text)
	var all config.Errors
	if !errors.As(err, &all) || len(all) != 1 || all[0].Key != "oauth.refresh_token_file" {
		t.Fatalf("error = %v", err)
	}
	if err := all.Without("oauth.refresh_token_file"); err != nil {
		t.Errorf("Without = %v, want nil", err)
	}
	if all.Without("imap.host") == nil {
		t.Error("another fault was forgiven")
	}
	if c.OAuth.TokenURL != "https://login.microsoftonline.com/perspectief.example/oauth2/v2.0/token" {
		t.Errorf("token url = %q", c.OAuth.TokenURL)
	}
}

func TestSecretSources(t *testing.T) {
	dir := cmdtest.MustDir(t)
	// Read once, end of line taken off, also that of Windows and a BOM.
	for text, want := range map[string]string{"abc\n": "abc", "abc\r\n": "abc", "abc": "abc", "\ufeffabc\n": "abc", " a b \n": " a b ", "wachtwoord met é": "wachtwoord met é"} {
		cmdtest.MustWrite(t, filepath.Join(dir, "imap-password"), text, 0o600)
		if got := string(cmdtest.MustLoad(t, dir, cmdtest.Plain).IMAP.Password); got != want {
			t.Errorf("secret of %q = %q, want %q", text, got, want)
		}
	}
	// An absolute path.
	other := filepath.Join(t.TempDir(), "pw")
	cmdtest.MustWrite(t, other, "elders\n", 0o600)
	text := strings.Replace(cmdtest.Plain, `"imap-password"`, strconv.Quote(other), 1)
	if got := string(cmdtest.MustLoad(t, dir, text).IMAP.Password); got != "elders" {
		t.Errorf("absolute path gives %q", got)
	}
	// A variable.
	t.Setenv("KLACHTENPOST_TEST_PW", "uit de omgeving")
	text = strings.Replace(cmdtest.Plain, `password_file = "imap-password"`, `password_env = "KLACHTENPOST_TEST_PW"`, 1)
	if got := string(cmdtest.MustLoad(t, dir, text).IMAP.Password); got != "uit de omgeving" {
		t.Errorf("variable gives %q", got)
	}
	// The credentials of systemd come first; what is not among them lies beside the file.
	creds := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", creds)
	cmdtest.MustWrite(t, filepath.Join(creds, "imap-password"), "van systemd\n", 0o644)
	c := cmdtest.MustLoad(t, dir, cmdtest.Plain)
	if string(c.IMAP.Password) != "van systemd" || string(c.SMTP.Password) != cmdtest.Canary+"smtp-password" {
		t.Errorf("with credentials: %q, %q", string(c.IMAP.Password), string(c.SMTP.Password))
	}
	if strings.Contains(strings.Join(c.Warnings, "\n"), "chmod") {
		t.Errorf("a credential gives a warning: %q", c.Warnings)
	}
}

func TestWarnings(t *testing.T) {
	dir := cmdtest.MustDir(t)
	cmdtest.MustWrite(t, filepath.Join(dir, "open"), "x\n", 0o644)
	for _, c := range []struct{ old, new, want string }{
		{`director_end = "6w"`, `retention = "6y"`, `:39: terms.retention: 6y is longer than 5y`},
		{`director_end = "6w"`, `director_end = "8w"`, `:39: terms.director_end: 8w is longer than 6w`},
		{`password_file = "imap-password"`, `password_file = "open"`, "imap.password_file: others on this machine may read"},
		{`reminders = "0 8 * * 1-5"`, `reminders = "0 9 1 * 1"`, "it comes on both"},
		{`reminders = "0 8 * * 1-5"`, `reminders = "*/5 8 * * 1-5"`, "comes 12 times a day"},
		{`equated_until = 2028`, `equated_until = 2029`, "equated_days has no day in 2029"},
		{``, "[backup]\ndir = \".\"", "backup.dir: is where the database itself is"},
		{``, "[trust.caps]\nhour = 30", "trust.caps.hour: 30 is more than the 20"},
		{``, "[oauth]\nclient_id = \"c\"\ntenant = \"t\"\nclient_secret_file = \"oauth-secret\"", "oauth: is not used"},
	} {
		text := strings.Replace(full, c.old, c.new, 1)
		if c.old == "" {
			text = full + c.new + "\n"
		}
		got := strings.Join(cmdtest.MustLoad(t, dir, text).Warnings, "\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: warnings %q, want %q", c.new, got, c.want)
		}
	}
	if got := strings.Join(cmdtest.MustLoad(t, dir, strings.Replace(full, `director_end = "6w"`, `retention = "5y"`, 1)).Warnings, ""); strings.Contains(got, "retention") {
		t.Errorf("five years warn: %q", got)
	}
}

// What looks like a fault and is none.
func TestAccepted(t *testing.T) {
	dir := cmdtest.MustDir(t)
	for name, change := range map[string][2]string{
		"no encryption on this machine":    {`host = "imap.perspectief.example"`, "host = \"127.0.0.1\"\ntls = \"none\"\nport = 10143"},
		"a server by its number":           {`host = "imap.perspectief.example"`, `host = "2001:db8::1"`},
		"a single text for a list":         {`[store]`, "[urgent]\nto = \"wacht@example.org\"\n[store]"},
		"dates without quotes":             {`equated_until = 2028`, "equated_until = 2028\nequated_days = [2028-05-26]\nclosed_days = [2026-12-24]"},
		"terms in words":                   {`director_end = "6w"`, `director_end = "6 weken"`},
		"a member who stands in for chair": {`address = "voorzitter@example.org"`, "address = \"voorzitter@example.org\"\nstandin = { name = \"Els Kok\", address = \"e.kok@example.org\" }"},
		"days with commas":                 {`days = "ma di wo do vr"`, `days = "Ma, di"`},
		"a time without quotes":            {`[store]`, "[backup]\nat = 04:15:00\n[store]"},
		"dotted keys":                      {"[calendar]\nequated_until = 2028", "[calendar]"},
		"daily":                            {`reminders = "0 8 * * 1-5"`, `reminders = "@daily"`},
		"nobody absent":                    {`absent = ["2026-08-03/2026-08-21"]`, `absent = []`},
		"a strange but possible address":   {`address = "directeur@perspectief.example"`, `address = "o'neil+klacht@mail.perspectief.example"`},
	} {
		if strings.Count(full, change[0]) != 1 {
			t.Fatalf("%s: %q stands %d times", name, change[0], strings.Count(full, change[0]))
		}
		if _, err := cmdtest.LoadText(t, dir, strings.Replace(full, change[0], change[1], 1)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cmdtest.LoadText(t, dir, "organisation.language = \"nl\"\n"+strings.Replace(cmdtest.Plain, "[organisation]\n", "", 1)); err == nil {
		t.Error("keys above their section were taken for it")
	}
}

// Nothing that stands in a file may bring the program down.
func FuzzConfig(f *testing.F) {
	f.Add(full)
	for _, fault := range faults {
		f.Add(fault.new)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := config.Defaults()
		c.File = "config.toml"
		// Only files of the package directory can be named relatively.
		if strings.Contains(text, "_file") || strings.Contains(text, "dir") {
			return
		}
		_, err := config.ReadConfig(c, []byte(text))
		if err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
