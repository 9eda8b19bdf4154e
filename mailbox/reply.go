package mailbox

import (
	"errors"
	"regexp"
	"strings"
)

// judge gives the outcome of a reply that came before the dot or in answer to
// it: 4 is later, 5 is no, and anything that is neither is no answer at all
// (RFC 5321 section 4.2.1).
func (d *dialogue) judge(p reply) Result {
	r := Result{Outcome: OutcomeRetry, Code: p.code, Enhanced: enhancedCode(p), Reply: redact(p.text, d.names()...)}
	switch {
	case p.code == 530, p.code == 534, p.code == 535, p.code == 538:
		r.Fault = FaultLogin // RFC 4954 section 6: speaks of the login, not of the mail
	case p.code == 421:
		r.Fault = FaultServer // RFC 5321 section 3.8: the service is closing
	case p.code/100 == 5:
		r.Outcome = OutcomeRefused
	}
	return r
}

// names are what of the addresses must not stand in a log: each local part.
func (d *dialogue) names() []string {
	var l []string
	for _, a := range []string{d.from, d.to, d.copyTo, d.server.Username} {
		local, _, _ := strings.Cut(a, "@")
		l = append(l, local)
	}
	return l
}

// redactErr keeps the chain of an error, for errors.Is, and cleans its text.
func (d *dialogue) redactErr(err error) error {
	return redacted{redact(err.Error(), d.names()...), err}
}

type redacted struct {
	text string
	err  error
}

func (e redacted) Error() string { return e.text }
func (e redacted) Unwrap() error { return e.err }

var (
	enhanced  = regexp.MustCompile(`^([245])\.(\d{1,3})\.(\d{1,3})\b`)
	queuedAs  = regexp.MustCompile(`(?i)\bqueued(?: mail for delivery)? as ([A-Za-z0-9][A-Za-z0-9._-]*)`)
	eximID    = regexp.MustCompile(`\bid=([A-Za-z0-9][A-Za-z0-9-]*)`)
	gmailID   = regexp.MustCompile(`\b\d{9,}\s+(\S+)\s+- gsmtp`)
	angledID  = regexp.MustCompile(`<([^<>\s]+@[^<>\s]+)>`)
	duplicate = regexp.MustCompile(`(?i)\bduplicate (delivery|submission|message|mail)\b|\balready (been )?(delivered|submitted)\b`)
)

// enhancedCode is the status code of RFC 3463 at the start of the text. It
// counts only when its class is that of the reply (RFC 2034 section 4).
func enhancedCode(p reply) string {
	m := enhanced.FindString(p.text)
	if m == "" || int(m[0]-'0') != p.code/100 {
		return ""
	}
	return m
}

// queueID finds what the server calls the mail from now on: Exchange names the
// Message-ID it gave, Postfix, Exim and Gmail their queue id.
func queueID(text string) string {
	for _, re := range []*regexp.Regexp{angledID, queuedAs, eximID, gmailID} {
		if m := re.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

func isDuplicate(text string) bool { return duplicate.MatchString(text) }

// Refused reports whether a Result says that this recipient cannot be reached:
// told to people as such, unlike a fault of the system.
func (r Result) Refused() bool { return r.Outcome == OutcomeRefused }

// Problem is what is wrong in one line, for a log and for the secretary; ""
// when the mail was sent.
func (r Result) Problem() string {
	switch {
	case r.Outcome == OutcomeSent:
		return ""
	case r.Reply != "":
		return r.Reply
	case r.Err != nil:
		return r.Err.Error()
	}
	return errors.New("no answer").Error()
}
