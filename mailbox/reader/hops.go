package reader

import (
	"net/netip"
	"strings"
)

// hops is what the Received lines tell (RFC 5321 section 4.4).
type hops struct {
	count   int
	outside bool // some line is not of our own servers, or takes mail from elsewhere
	entry   int  // index of the field by which the provider took the mail in; -1 when unknown
}

// readHops walks the Received lines from the newest down. Lines by the provider
// that name another of its machines as the giver are its inside; the first one
// that does not is the entry. Nothing below it can be trusted.
func readHops(h header, o Options) hops {
	out := hops{entry: -1}
	inside := true
	for i := range h {
		if !strings.EqualFold(h[i].name, "Received") {
			continue
		}
		out.count++
		if out.count > maxReceived || out.outside && !inside {
			continue // nothing is asked of it any more
		}
		r := parseReceived(h[i].value)
		own := ownHost(r.by, o.OwnHosts)
		giver := r.from == "" || r.fromOwn(o.OwnHosts)
		if !own || !giver && !r.submitted {
			out.outside = true
		}
		if !inside {
			continue
		}
		if len(o.OwnHosts) == 0 {
			// Whose machines these are is not known: only what stands above all
			// of them is the last machine's own word.
			out.entry, inside = i, false
			continue
		}
		if !own {
			inside = false
			continue
		}
		out.entry = i
		if !giver {
			inside = false
		}
	}
	return out
}

type received struct {
	from, by  string
	detail    string // what stands in parentheses behind from
	submitted bool   // by a person who logged in
}

// parseReceived reads the from, by and with clauses.
func parseReceived(v string) received {
	var r received
	if len(v) > 4096 {
		v = v[:4096]
	}
	if i := strings.LastIndexByte(v, ';'); i > 0 {
		v = v[:i]
	}
	depth, start := 0, -1    // where the word begins that is being read
	last, taker := "", false // whether last is "by"
	var room [128]byte
	detail := room[:0]
	clause := func(end int) {
		if start < 0 {
			return
		}
		word := v[start:end]
		switch lower(last) {
		case "from":
			if r.from == "" {
				r.from = lower(strings.Trim(word, "[]"))
			}
		case "by":
			if r.by == "" {
				r.by = lower(strings.Trim(word, "[]"))
			}
		case "with":
			w := strings.ToUpper(word)
			// RFC 3848: the A in ESMTPA, ESMTPSA says somebody authenticated.
			r.submitted = r.submitted || strings.HasSuffix(w, "SMTPA") || strings.HasSuffix(w, "SMTPSA") || w == "MAPI"
		}
		last, start = word, -1
		taker = strings.EqualFold(word, "by")
	}
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '(':
			if depth == 0 {
				clause(i)
			}
			depth++
		case c == ')' && depth > 0:
			depth--
			if depth == 0 && r.by == "" {
				detail = append(detail, ' ')
			}
		case depth > 0:
			if r.by == "" && !taker && len(detail) < 500 {
				detail = append(detail, c)
			}
		case c == ' ' || c == '\t':
			clause(i)
		case start < 0:
			start = i
		}
	}
	clause(len(v))
	r.detail = string(detail)
	return r
}

// fromOwn tells whether the giver was one of our own machines. The name after
// "from" is what the giver called itself; what the taker saw stands in the
// parentheses and must not contradict it.
func (r received) fromOwn(own []string) bool {
	if r.from == "localhost" || strings.HasPrefix(r.from, "127.") || r.from == "::1" {
		return privateDetail(r.detail)
	}
	if !ownHost(r.from, own) {
		return false
	}
	for _, w := range strings.FieldsFunc(r.detail, func(c rune) bool { return c == ' ' || c == '[' || c == ']' || c == '=' || c == ',' }) {
		w = strings.TrimPrefix(lower(w), "ipv6:")
		if ip, err := netip.ParseAddr(w); err == nil {
			if !insideIP(ip) && !namesOwn(r.detail, own) {
				return false
			}
			continue
		}
		if strings.IndexByte(w, '.') > 0 && !strings.ContainsAny(w, ":/") && !ownHost(strings.Trim(w, "."), own) {
			return false
		}
		if w == "unknown" {
			return false
		}
	}
	return true
}

func privateDetail(detail string) bool {
	for _, w := range strings.FieldsFunc(detail, func(c rune) bool { return c == ' ' || c == '[' || c == ']' }) {
		if ip, err := netip.ParseAddr(strings.TrimPrefix(lower(w), "ipv6:")); err == nil && !ip.IsLoopback() {
			return false
		}
	}
	return true
}

func namesOwn(detail string, own []string) bool {
	for _, w := range strings.Fields(detail) {
		if ownHost(strings.Trim(lower(w), "[]."), own) {
			return true
		}
	}
	return false
}

// insideIP tells addresses that only machines of one network use, and those
// Microsoft 365 uses between its own.
func insideIP(ip netip.Addr) bool {
	if ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return true
	}
	for _, p := range microsoft {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

var microsoft = []netip.Prefix{netip.MustParsePrefix("2603:1000::/24"), netip.MustParsePrefix("2a01:111::/32")}

// ownHost tells whether a host is one of the configured ones or below it.
func ownHost(host string, own []string) bool {
	for _, o := range own {
		o = lower(strings.Trim(o, ". "))
		if o != "" && (host == o || strings.HasSuffix(host, "."+o)) {
			return true
		}
	}
	return false
}
