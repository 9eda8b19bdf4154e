package config

import (
	"fmt"
	"net"
	"regexp"
	"strings"
)

// addressHolder is a configured address and whose it is.
type addressHolder struct {
	key       string // where the address stands
	of        string // "people.director"; the same for a person and the stand-in
	address   string
	standin   bool
	committee bool // chair, member or their stand-in
}

// people checks everybody with a role and that no address serves two: who a mail
// is from decides what it may do.
func (k *configCheck) people() {
	p := &k.c.People
	holders := []addressHolder{{key: "mailbox.address", of: "mailbox", address: k.c.Mailbox.Address}}
	one := func(key string, person *Person, must, addressToo, committee bool) {
		holders = append(holders, k.person(key, person, must, addressToo, committee)...)
	}
	one("people.secretary", &p.Secretary, true, false, false)
	one("people.director", &p.Director, true, true, false)
	one("people.board", &p.Board, k.set["people.board"], true, false)
	one("people.chair", &p.Chair, k.set["people.chair"], true, true)
	for i := range p.Members {
		one(fmt.Sprintf("people.members[%d]", i+1), &p.Members[i], true, true, true)
	}
	for _, a := range k.c.Mailbox.Scanners {
		// What a machine sends is from nobody: somebody's own words would be too.
		holders = append(holders, addressHolder{key: "mailbox.scanners", of: "mailbox.scanners", address: a})
	}
	k.distinct(holders)
	if k.file.cut {
		return
	}
	for _, lacks := range []struct{ key, name, what string }{
		{"people.board", p.Board.Name, "not given: a complaint about the director has nobody to go to"},
		{"people.chair", p.Chair.Name, "not given: the committee's questions have nobody to go to"},
		{"people.secretary.standin", p.Secretary.Standin.Name, "not given: nobody is warned when the secretary is away"},
	} {
		if lacks.name == "" && !k.set[lacks.key] {
			k.warn(lacks.key, lacks.what)
		}
	}
}

func (k *configCheck) person(key string, p *Person, must, addressToo, committee bool) []addressHolder {
	var holders []addressHolder
	example := key[strings.LastIndexByte(key, '.')+1:]
	example, _, _ = strings.Cut(example, "[")
	if must {
		k.need(key+".name", p.Name, "Karin van Haperen")
		if addressToo {
			k.need(key+".address", p.Address, example+"@perspectief.example")
		}
	}
	if p.Address != "" && k.address(key+".address", p.Address) {
		holders = append(holders, addressHolder{key + ".address", key, p.Address, false, committee})
	}
	if in := key + ".standin"; k.set[in] && !k.bad[in] {
		k.need(in+".name", p.Standin.Name, "Joke de Wit")
		if k.need(in+".address", p.Standin.Address, "vervanger@perspectief.example") && k.address(in+".address", p.Standin.Address) {
			holders = append(holders, addressHolder{in + ".address", key, p.Standin.Address, true, committee})
		}
	}
	return holders
}

// distinct refuses an address that two roles share. Within the committee a
// stand-in may be somebody who has a role already: a member for the chair.
func (k *configCheck) distinct(holders []addressHolder) {
	for i, h := range holders {
		for _, other := range holders[:i] {
			if h.address == "" || !strings.EqualFold(h.address, other.address) {
				continue
			}
			if h.committee && other.committee && h.of != other.of && (h.standin || other.standin) {
				continue
			}
			instead := "give each role an address of its own"
			if h.key == "people.secretary.address" && other.of == "mailbox" {
				instead = "leave it out: the secretary is reached at the mailbox"
			}
			k.wrong(h.key, fmt.Sprintf("is the same address as %s on line %d", other.key, k.lineOf(other.key)), instead)
			break
		}
	}
}

var (
	localPart  = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$") // RFC 5322 dot-atom
	hostName   = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)
	onlyDigits = regexp.MustCompile(`(^|\.)[0-9]+$`)
)

// address refuses what is no bare mail address.
func (k *configCheck) address(key, s string) bool {
	if k.bad[key] {
		return false
	}
	example := `write only the address, such as "naam@perspectief.example"`
	at := strings.LastIndexByte(s, '@')
	local, domain := s[:max(at, 0)], s[at+1:]
	switch {
	case at < 0:
		k.wrong(key, "holds what is no mail address: it has no @", example)
	case strings.ContainsAny(s, "<>, \t"):
		k.wrong(key, "holds more than a mail address", example)
	case !isASCII(domain):
		k.wrong(key, "holds a domain with letters beyond a-z", "write the domain in its xn-- form")
	case len(local) > 64 || !localPart.MatchString(local):
		k.wrong(key, "holds what is no mail address: what stands before the @ is not possible", example)
	case len(domain) > 253 || !hostName.MatchString(domain) || onlyDigits.MatchString(domain) ||
		!strings.Contains(domain, ".") && !strings.EqualFold(domain, "localhost"):
		k.wrong(key, "holds what is no mail address: what stands behind the @ is no domain", example)
	default:
		return true
	}
	return false
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}

// host refuses what is no name or number of a server.
func (k *configCheck) host(key, s string) {
	if k.bad[key] || net.ParseIP(s) != nil {
		return
	}
	switch {
	case strings.Contains(s, "://") || strings.Contains(s, "/"):
		k.wrong(key, "is an address of a page, not of a server", `write only its name, such as "mail.perspectief.example"`)
	case strings.Contains(s, ":"):
		k.wrong(key, "holds a port", `write only the name of the server; the port has a key of its own`)
	case len(s) > 253 || !hostName.MatchString(s) || onlyDigits.MatchString(s):
		k.wrong(key, "is no name of a server", `write one such as "mail.perspectief.example"`)
	}
}
