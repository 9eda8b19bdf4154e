package reader

import (
	"strings"

	"klachtenpost/workflow"
)

// classify gives the verdict of trust section 2 and what a machine's mail tells.
// The order: reports of machines, then bounces by their look, then automatic
// mail, and what remains was written by a person.
func classify(m *workflow.Message, c *collector, t texts, o Options) {
	h := c.root.head
	s := sender(m, h)
	switch {
	case c.feedback(h):
		// RFC 5965: a complaint about spam, never one to the committee.
		m.Kind = workflow.KindAutomatic
	case c.isReport(m, h, s, t):
		m.Kind = workflow.KindBounce
		m.Reports = c.reports(m, t)
	case automatic(m, h, s, o, c):
		m.Kind = workflow.KindAutomatic
	}
	if m.Kind == workflow.KindAutomatic {
		absent(m, t)
	}
}

// sender gives the bare address of From, also of one that proves nothing, in
// lower case: local part and all.
func sender(m *workflow.Message, h header) string {
	if a := m.FromShown; !a.IsZero() {
		return lower(a.Addr())
	}
	return lower(strings.Trim(cleanLine(h.get("From")), "<> "))
}

// isReport tells whether a mail is a delivery report (RFC 3464) or looks like
// one: a mailer's name, a null path with the words of a report, or a known
// opening line.
func (c *collector) isReport(m *workflow.Message, h header, from string, t texts) bool {
	if c.root.typ == "multipart/report" {
		switch lower(c.root.params["report-type"]) {
		case "delivery-status":
			return true
		case "disposition-notification", "feedback-report":
			return false
		}
	}
	for _, p := range c.machine {
		if strings.HasPrefix(p.typ, "message/") && strings.HasSuffix(p.typ, "delivery-status") && !p.inMessage() {
			return true
		}
		if p.typ == "message/disposition-notification" && !p.inMessage() {
			return false
		}
	}
	if h.has("X-Failed-Recipients") {
		return true
	}
	local, _, _ := strings.Cut(from, "@")
	words := bounceSubject(m.Subject) && !absentSubject(m.Subject)
	if strings.HasPrefix(local, "mailer-daemon") || strings.Contains(lower(h.get("From")), "mailer-daemon") {
		return words || nullPath(h) || bounceText(t.text)
	}
	machine := strings.HasPrefix(local, "postmaster") || strings.HasPrefix(local, "post_master") || local == "mailerdaemon" || local == "double-bounce" || local == "" && h.has("From") || strings.HasPrefix(local, "bounce")
	if machine && (words || bounceText(t.text)) {
		return true
	}
	null := nullPath(h)
	robot := null || autoSubmitted(h) || strings.Contains(local, "noreply") || strings.Contains(local, "no-reply") || h.has("X-Autoreply")
	if words && robot && (null || bounceText(t.text)) {
		return true
	}
	return robot && strongBounceText(t.text)
}

// bounceSubject knows the subjects of delivery reports.
func bounceSubject(s string) bool {
	low := lower(s)
	for _, w := range [...]string{
		"undeliver", "delivery status", "delivery fail", "delivery has failed", "failure notice", "failure delivery", "returned mail", "mail delivery", "delivery failure", "delivery problem", "not delivered", "could not be delivered", "could not be sent", "returned to sender", "mail system error", "message delivery", "delayed mail", "delivery delayed", "delivery notification", "failed delivery", "error sending your mail", "returned message",
		"onbestelbaar", "niet bezorgd", "niet afgeleverd", "bezorging mislukt", "bezorgen mislukt", "kan niet worden bezorgd", "kon niet worden bezorgd", "kan niet worden afgeleverd", "kon niet worden afgeleverd", "afleveren mislukt", "aflevering mislukt", "aflevering is mislukt", "aflevering vertraagd", "bezorging vertraagd", "niet bestelbaar", "niet-bezorgd", "status van bezorging", "mislukte bezorging", "bezorgingsstatus", "vertraagde aflevering", "bericht niet verzonden", "mail niet verzonden",
		"unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "zustellungsfehler", "zustellbenachrichtigung", "zustellung verzögert",
		"non remis", "non distribu", "échec de la remise", "echec de la remise", "échec de livraison", "remise impossible", "non délivr", "notification d'état de remise",
	} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// strongBounceText knows lines that only mail servers write.
func strongBounceText(s string) bool { return containsAny(lower(head(s, 3000)), strongLines[:]) }

var strongLines = [...]string{
	"this is the qmail-send program", "this message was created automatically by mail delivery software", "i'm sorry to have to inform you that your message could not be delivered", "this is the mail system at host", "a message that you sent could not be delivered to one or more of its recipients", "delivery to the following recipient failed permanently", "delivery to the following recipients failed", "your message to the following recipients cannot be delivered", "the following addresses had permanent fatal errors", "your message wasn't delivered to", "your message couldn't be delivered to", "delivery has failed to these recipients",
	"kan niet worden bezorgd bij de volgende", "bezorging bij de volgende geadresseerden", "bezorging aan de volgende geadresseerden", "de volgende geadresseerden is mislukt", "this is an automatically generated delivery status notification", "delivery to the following recipient has been delayed", "\"notificationtype\":\"bounce\"", "diagnostic-code:", "action: failed", "transcript of session follows", "diese nachricht wurde automatisch von unserem mailsystem erzeugt",
}

func bounceText(s string) bool {
	low := lower(head(s, 5000))
	return containsAny(low, strongLines[:]) || containsAny(low, weakLines[:])
}

var weakLines = [...]string{
	"550 5.", "554 5.", "552 5.", "551 5.", "user unknown", "mailbox unavailable", "recipient address rejected", "mailbox not found", "kon niet worden bezorgd", "could not deliver", "zugestellt",
	"could not be delivered", "couldn't be delivered", "not be delivered", "not been delivered", "undeliverable", "delivery failed", "cannot be delivered", "unable to deliver", "was not delivered", "no such user", "unknown user", "not a known user", "mailbox is full", "mailbox full", "quota", "rejected", "returned", "failed", "delivery", "recipient", "niet bezorgd", "niet worden bezorgd", "niet worden afgeleverd", "onbestelbaar", "niet afgeleverd", "bestaat niet", "nicht zugestellt", "zugestellt werden", "n'a pas pu être", "remis",
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// head gives the first n bytes, cut at a letter's edge.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// autoSubmitted tells whether Auto-Submitted names a machine. RFC 3834 section 5:
// anything but "no" is automatic; parameters and case do not matter.
func autoSubmitted(h header) bool {
	for _, v := range h.all("Auto-Submitted") {
		word, _, _ := strings.Cut(stripComment(v), ";")
		if lower(strings.TrimSpace(word)) != "no" {
			return true
		}
	}
	return false
}

// automatic tells whether a machine wrote or spread a mail (trust section 2).
func automatic(m *workflow.Message, h header, from string, o Options, c *collector) bool {
	if autoSubmitted(h) || nullPath(h) || c.root.typ == "multipart/report" {
		return true
	}
	if !ownList(h, o.OwnListIDs) {
		for i := range h {
			if n := h[i].name; len(n) > 5 && strings.EqualFold(n[:5], "list-") && listField(n) {
				return true
			}
		}
		switch lower(strings.TrimSpace(h.get("Precedence"))) {
		case "bulk", "junk", "list", "auto_reply", "auto-reply":
			return true
		}
		if h.has("X-Loop") || h.has("Mailing-List") || h.has("X-Mailman-Version") {
			return true
		}
	}
	for i := range h {
		n := h[i].name
		if len(n) < 2 || n[0]|0x20 != 'x' || n[1] != '-' {
			continue // most, without a copy
		}
		if n = lower(n); len(n) < 6 {
			continue
		}
		switch n {
		case "x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-auto-reply-from", "x-autoreply-from", "x-mail-autoreply", "x-autogenerated", "x-feedback-id", "x-cron-env", "x-mailer-daemon", "x-vacation":
			return true
		}
		if strings.HasPrefix(n, "x-auto") && strings.HasSuffix(n, "-from") {
			return true
		}
	}
	if v := lower(h.get("X-Auto-Response")); v != "" {
		return true
	}
	if h.has("Feedback-ID") && h.has("List-Unsubscribe") {
		return true
	}
	if machineLocal(from) {
		return true
	}
	return absentSubject(m.Subject)
}

// listField tells the fields of RFC 2369 and RFC 2919 from other List- words.
func listField(name string) bool {
	switch lower(name) {
	case "list-id", "list-help", "list-unsubscribe", "list-subscribe", "list-post", "list-owner", "list-archive", "list-unsubscribe-post":
		return true
	}
	return false
}

// ownList tells whether a mail came through one of the committee's own aliases.
func ownList(h header, own []string) bool {
	id := h.get("List-Id")
	if i := strings.LastIndexByte(id, '<'); i >= 0 {
		id, _, _ = strings.Cut(id[i+1:], ">")
	}
	id = strings.TrimSpace(id)
	for _, o := range own {
		if id != "" && strings.EqualFold(id, strings.Trim(o, "<> ")) {
			return true
		}
	}
	return false
}

// machineLocal knows the local parts that no person writes from (RFC 2142,
// RFC 3834 section 2).
func machineLocal(from string) bool {
	local, _, _ := strings.Cut(from, "@")
	switch local {
	case "mailer-daemon", "postmaster", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply", "nietbeantwoorden", "niet-beantwoorden", "noreplies", "no.reply", "bounce", "bounces", "listserv", "majordomo", "abuse", "root", "nobody", "automailer", "geenantwoord", "geen-antwoord", "niet-antwoorden":
		return true
	}
	for _, p := range [...]string{"owner-", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "bounces+", "bounce-", "mailer-daemon", "dmarc-", "dmarc_"} {
		if strings.HasPrefix(local, p) {
			return true
		}
	}
	for _, p := range [...]string{"-request", "-noreply", "-no-reply", ".noreply", "_noreply", "-bounces", "-owner", "+noreply"} {
		if strings.HasSuffix(local, p) {
			return true
		}
	}
	return false
}

// feedback tells whether a mail is a report about spam (RFC 5965) or about DMARC
// (RFC 7489 section 7.2).
func (c *collector) feedback(h header) bool {
	if lower(c.root.params["report-type"]) == "feedback-report" {
		return true
	}
	for _, p := range c.machine {
		if p.typ == "message/feedback-report" && !p.inMessage() {
			return true
		}
	}
	subject := lower(decodeWords(h.get("Subject")))
	if strings.HasPrefix(subject, "report domain:") && strings.Contains(subject, "submitter:") {
		return true
	}
	if strings.HasPrefix(subject, "complaint about message from ") {
		return true
	}
	return h.has("X-HmXmrOriginalRecipient")
}
