package proof

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"klachtenpost/mailbox/mailtest/real"
)

// brought is the top of a mail that Postfix took from a client and brought to Dovecot:
// above the line that Postfix wrote when it took it stands the one that Dovecot wrote
// when it was brought. It is looked for nowhere else, since people quote such lines.
var brought = regexp.MustCompile(`(?s)\AReturn-Path: [^\n]*\n(?:Delivered-To: [^\n]*\n)?` +
	`Received: (?:[^\n]|\n[ \t])*?with LMTP\s+id (\S+)(?:[^\n]|\n[ \t])*\n` +
	`(Received: (?:[^\n]|\n[ \t])*?\(Postfix\)\s+with E?SMTPS?A?\s+id ([0-9A-Za-z]+)[;\s])`)

// once leaves out of a mailbox what a server brought again that it had taken once, and
// counts it: Postfix was killed between Dovecot's answer and its own note. That is
// proven by the mails and its log together: one number in the queue, which the log shows
// to have been given to a client once; the same bytes from the line on that Postfix
// wrote when it took the mail; and two deliveries, each with a number of Dovecot's.
// A mail that was handed in twice has two numbers in the queue.
func once(list []real.Mail, log string) (kept []real.Mail, again int) {
	type trail struct {
		stamped []byte          // from the line of Postfix on
		visits  map[string]bool // Dovecot's numbers
	}
	trails := map[string]trail{} // by number in the queue
	for _, m := range list {
		at := brought.FindSubmatchIndex(m.Raw)
		if at == nil {
			kept = append(kept, m)
			continue
		}
		visit, stamped, queue := string(m.Raw[at[2]:at[3]]), m.Raw[at[4]:], string(m.Raw[at[6]:at[7]])
		first, ok := trails[queue]
		switch {
		case !ok:
			trails[queue] = trail{stamped, map[string]bool{visit: true}}
		case bytes.Equal(first.stamped, stamped) && !first.visits[visit] && strings.Count(log, ": "+queue+": client=") == 1:
			first.visits[visit] = true
			again++
			continue
		}
		kept = append(kept, m)
	}
	return kept, again
}

// TestOnce: nothing but a second visit with one and the same mail is left out.
func TestOnce(t *testing.T) {
	const text = "Subject: Uw klacht\r\n\r\nGoedendag\r\n"
	mail := func(visit, queue, second, text string) real.Mail {
		return real.Mail{Raw: fmt.Appendf(nil, "Return-Path: <klachten@perspectief.example>\r\nReceived: from mail.perspectief.example\r\n\tby mail.perspectief.example with LMTP\r\n\tid %s\r\n\t(envelope-from <klachten@perspectief.example>); Mon, 23 Nov 2026 02:40:00 +0000\r\n"+
			"Received: from perspectief.example (unknown [127.0.0.1])\r\n\t(No client certificate requested)\r\n\tby mail.perspectief.example (Postfix) with ESMTPSA id %s;\r\n\tMon, 23 Nov 2026 02:32:%s +0000 (UTC)\r\n%s", visit, queue, second, text)}
	}
	taken := func(queues ...string) (log string) {
		for _, q := range queues {
			log += "Nov 23 02:32:10 mail postfix/smtps/smtpd[1]: " + q + ": client=unknown[127.0.0.1], sasl_method=PLAIN\nNov 23 02:32:10 mail postfix/qmgr[2]: " + q + ": from=<x>, size=8, nrcpt=1 (queue active)\n"
		}
		return log
	}
	const quoted = "Received: from x\r\n\tby x with LMTP\r\n\tid %s\r\nReceived: from x\r\n\tby x (Postfix) with ESMTPSA id 1A;\r\n\tx\r\n"
	for _, tt := range []struct {
		name  string
		list  []real.Mail
		log   string
		again int
	}{
		{"brought again", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1A", "10", text)}, taken("1A"), 1},
		{"brought again, to one person", []real.Mail{mail("v1", "1A\r\n\tfor <x@voorbeeld.nl>", "10", text), mail("v2", "1A\r\n\tfor <x@voorbeeld.nl>", "10", text)}, taken("1A"), 1},
		{"brought three times", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1A", "10", text), mail("v3", "1A", "10", text)}, taken("1A"), 2},
		{"handed in twice", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1B", "10", text)}, taken("1A", "1B"), 0},
		{"a number given twice", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1A", "10", text)}, taken("1A", "1A"), 0},
		{"taken at another moment", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1A", "11", text)}, taken("1A"), 0},
		{"other words", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1A", "10", text+"!")}, taken("1A"), 0},
		{"one visit", []real.Mail{mail("v1", "1A", "10", text), mail("v1", "1A", "10", text)}, taken("1A"), 0},
		{"nothing in the log", []real.Mail{mail("v1", "1A", "10", text), mail("v2", "1A", "10", text)}, taken("11A"), 0},
		{"quoted", []real.Mail{{Raw: []byte(text + fmt.Sprintf(quoted, "v1"))}, {Raw: []byte(text + fmt.Sprintf(quoted, "v2"))}}, taken("1A"), 0},
	} {
		kept, again := once(tt.list, tt.log)
		if again != tt.again || len(kept) != len(tt.list)-tt.again {
			t.Errorf("%s: %d are kept and %d were brought again, want %d", tt.name, len(kept), again, tt.again)
		}
	}
}
