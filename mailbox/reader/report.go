package reader

import (
	"strings"

	"klachtenpost/workflow"
)

// maxReports bounds the recipients of one report.
const maxReports = 100

// reports reads a delivery report: each recipient's fate, and the Message-ID of
// the mail it is about from the returned header. Where the machine part is
// missing, the text is searched.
func (c *collector) reports(m *workflow.Message, t texts) []workflow.Report {
	id := c.returnedID()
	var out []workflow.Report
	for _, p := range c.machine {
		if strings.HasSuffix(p.typ, "delivery-status") && !p.inMessage() {
			out = append(out, statusFields(p.text)...)
		}
	}
	if len(out) == 0 {
		out = textReports(t.text, c.root.head)
	}
	if id == "" {
		id = idInText(t.text)
	}
	if len(out) == 0 {
		out = []workflow.Report{{}}
	}
	text := ""
	for i := range out {
		if id != "" && out[i].MessageID == "" {
			out[i].MessageID = id
		}
		if out[i].Status == "" || strings.HasSuffix(out[i].Status, ".0.0") {
			if text == "" {
				text = t.text
			}
			if s := statusIn(text, out[i].Recipient); s != "" {
				out[i].Status = s
			}
		}
	}
	return out[:min(len(out), maxReports)]
}

// statusFields reads message/delivery-status (RFC 3464 section 2): groups of
// fields, the first about the message, the others about one recipient each.
func statusFields(s string) []workflow.Report {
	var out []workflow.Report
	id := ""
	for _, group := range strings.Split(s, "\n\n") {
		in := newLines(strings.NewReader(group + "\n\n"))
		hr := headerReader{in: in}
		h, _ := hr.read()
		in.release()
		if v := h.get("X-Original-Message-ID"); v != "" && id == "" {
			id = messageID(v)
		}
		r := workflow.Report{Recipient: recipient(h.get("Original-Recipient"))}
		if f := recipient(h.get("Final-Recipient")); r.Recipient == "" && f != "" {
			r.Recipient = f
		}
		if r.Recipient == "" {
			continue
		}
		r.Status = code(stripComment(h.get("Status")))
		r.Action = lower(strings.TrimSpace(stripComment(h.get("Action"))))
		diag := h.get("Diagnostic-Code")
		if r.Status == "" || strings.HasSuffix(r.Status, ".0.0") {
			if better := enhanced(diag); better != "" {
				r.Status = better
			}
		}
		if r.Status == "" {
			switch r.Action {
			case "failed":
				r.Status = "5.0.0"
			case "delayed":
				r.Status = "4.0.0"
			case "delivered", "relayed", "expanded":
				r.Status = "2.0.0"
			}
		}
		if len(out) < maxReports {
			out = append(out, r)
		}
	}
	for i := range out {
		out[i].MessageID = id
	}
	return out
}

// recipient reads "rfc822; a@b" (RFC 3464 section 2.3.2).
func recipient(v string) string {
	if _, addr, ok := strings.Cut(v, ";"); ok {
		v = addr
	}
	a := addressIn(strings.TrimSpace(v))
	if a.IsZero() {
		return ""
	}
	return a.Addr()
}

// code reads an enhanced status code at the start of s (RFC 3463 section 2).
func code(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 5 || s[0] != '2' && s[0] != '4' && s[0] != '5' || s[1] != '.' {
		return ""
	}
	i, dots := 1, 0
	for i < len(s) && (digit(s[i]) || s[i] == '.' && dots < 2) {
		if s[i] == '.' {
			dots++
		}
		i++
	}
	s = strings.TrimRight(s[:i], ".")
	if dots != 2 || len(s) > 9 || strings.Count(s, ".") != 2 || strings.Contains(s, "..") {
		return ""
	}
	return s
}

// enhanced finds the first enhanced code in a text, else makes one of the reply
// code of SMTP.
func enhanced(s string) string {
	for i := 0; i+4 < len(s); i++ {
		if (s[i] == '5' || s[i] == '4') && s[i+1] == '.' && (i == 0 || !digit(s[i-1]) && s[i-1] != '.') {
			if c := code(s[i:]); c != "" && (i+len(c) >= len(s) || s[i+len(c)] != '.' || i+len(c)+1 >= len(s) || !digit(s[i+len(c)+1])) {
				return c
			}
		}
	}
	for i := 0; i+2 < len(s); i++ {
		if (s[i] == '5' || s[i] == '4') && (s[i+1] >= '0' && s[i+1] <= '5') && digit(s[i+2]) && (i == 0 || s[i-1] == ' ' || s[i-1] == '\n' || s[i-1] == ':' || s[i-1] == '(' || s[i-1] == '<' || s[i-1] == '"') && (i+3 == len(s) || s[i+3] == ' ' || s[i+3] == '-' || s[i+3] == '\n' || s[i+3] == ':') {
			return s[i:i+1] + ".0.0"
		}
	}
	return ""
}

// statusIn finds a status in the lines about one recipient.
func statusIn(text, rcpt string) string {
	if rcpt != "" {
		low := lower(text)
		if i := strings.Index(low, lower(rcpt)); i >= 0 && len(low) == len(text) {
			if s := enhanced(head(text[i:], 1500)); s != "" {
				return s
			}
		}
	}
	if s := enhanced(head(text, 8000)); s != "" {
		return s
	}
	low := lower(head(text, 4000))
	switch {
	case containsAny(low, []string{"user unknown", "no such user", "unknown user", "does not exist", "bestaat niet", "niet bestaat", "niet gevonden", "doesn't exist", "not found", "unbekannt", "inconnu", "no mailbox here", "onbekend"}):
		return "5.1.1"
	case containsAny(low, []string{"over quota", "mailbox full", "mailbox is full", "postvak is vol", "quota exceeded", "postvak vol"}):
		return "5.2.2"
	case containsAny(low, []string{"delayed", "still trying", "will be retried", "vertraagd", "warning message", "nog niet afgeleverd"}):
		return "4.0.0"
	case containsAny(low, []string{"not be delivered", "failed", "undeliverable", "couldn't be delivered", "niet worden bezorgd", "niet bezorgd", "niet afgeleverd", "onbestelbaar", "returned", "rejected"}):
		return "5.0.0"
	}
	return ""
}

// returnedID finds the Message-ID in the returned mail or its header.
func (c *collector) returnedID() string {
	for _, p := range c.machine {
		if p.typ == "text/rfc822-headers" && !p.inMessage() {
			in := newLines(strings.NewReader(p.text))
			hr := headerReader{in: in, top: true}
			h, _ := hr.read()
			in.release()
			if id := messageID(h.get("Message-ID")); id != "" {
				return id
			}
		}
	}
	if in := c.root.innerMail(); in != nil {
		return messageID(in.head.get("Message-ID"))
	}
	return ""
}

// idInText finds "Message-ID: <...>" of a mail that was returned as text.
func idInText(s string) string {
	low := lower(s)
	if len(low) != len(s) {
		return ""
	}
	for from := 0; ; {
		i := strings.Index(low[from:], "message-id:")
		if i < 0 {
			return ""
		}
		at := from + i + len("message-id:")
		if found := ids(head(s[at:], 300)); len(found) > 0 {
			if j := strings.Index(s[at:], found[0]); j >= 0 && strings.Count(s[at:at+j], "\n") <= 2 {
				return found[0]
			}
		}
		from = at
	}
}

// textReports searches the text above the returned mail for recipients.
func textReports(text string, h header) []workflow.Report {
	var out []workflow.Report
	seen := map[string]bool{}
	add := func(a workflow.Address) {
		key := lower(a.Addr())
		if a.IsZero() || seen[key] || len(out) >= maxReports {
			return
		}
		seen[key] = true
		out = append(out, workflow.Report{Recipient: a.Addr()})
	}
	for _, v := range h.all("X-Failed-Recipients") {
		for _, a := range addressList(head(v, 8<<10)) {
			add(a)
		}
	}
	if len(out) > 0 {
		return out
	}
	top := head(text, 6000)
	for _, cut := range [...]string{"------ this is a copy", "--- below this line is a copy", "----- original message", "--- enclosed is a copy", "----- message header follows", "\nreceived: ", "\nreturn-path: ", "---original message", "original message headers", "------ original", "--- original message"} {
		if i := strings.Index(lower(top), cut); i > 40 && i < len(top) {
			top = top[:i]
		}
	}
	for _, line := range strings.Split(top, "\n") {
		s := strings.TrimSpace(line)
		if s == "" || !strings.Contains(s, "@") || strings.HasPrefix(lower(s), "from:") || strings.HasPrefix(lower(s), "message-id") || strings.Contains(lower(s), "contact") || strings.Contains(lower(s), "postmaster") {
			continue
		}
		add(addressIn(strings.Trim(s, ":")))
		if len(out) >= 20 {
			break
		}
	}
	return out
}
