package reader

import (
	"strings"
	"testing"
)

// TestNoForeignWords has AUTH-19: a word that stands in a quote, a signature, a
// forwarded part, hidden HTML or an attachment is never among the writer's own
// words, or the confidence says that nothing may act on them.
func TestNoForeignWords(t *testing.T) {
	const word = "akkoord"
	reply := "From: jan@voorbeeld.nl\nSubject: Re: Uw klacht\nIn-Reply-To: <k@perspectief.example>\n"
	html := reply + "Content-Type: text/html; charset=utf-8\n\n"
	mixed := reply + "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nIk denk er nog over na.\n--x\n"
	attr := "Op di 28 apr 2026 om 09:02 schreef Klachten <k@perspectief.example>:\n"
	mails := []string{
		reply + "\nIk denk er nog over na.\n\n" + attr + "> akkoord",
		reply + "\nIk denk er nog over na.\n\n" + attr + "\nakkoord",
		reply + "\n" + attr + "> akkoord\n> groet\n\nIk denk er nog over na.",
		reply + "\n" + attr + "> akkoord",
		reply + "\n> akkoord\n> groet",
		reply + "\nIk denk er nog over na.\n\n-- \nJan\nakkoord",
		reply + "\nIk denk er nog over na.\n\nVan: K <k@perspectief.example>\nVerzonden: dinsdag 28 april 2026 09:02\nAan: Jan\nOnderwerp: Uw klacht\n\nakkoord",
		reply + "\nIk denk er nog over na.\n\n-----Oorspronkelijk bericht-----\nVan: K\nVerzonden: dinsdag\n\nakkoord",
		reply + "\nIk denk er nog over na.\n\n________________________________\nVan: K\nVerzonden: dinsdag\nAan: Jan\n\nakkoord",
		strings.Replace(reply, "Re:", "Fwd:", 1) + "\nTer info.\n\n---------- Forwarded message ---------\nVan: W <w@voorbeeld.nl>\nDate: di 28 apr 2026\nTo: <jan@voorbeeld.nl>\n\nakkoord",
		strings.Replace(reply, "Re:", "Fwd:", 1) + "\nTer info.\n\n> Begin doorgestuurd bericht:\n>\n> Van: W <w@voorbeeld.nl>\n> Onderwerp: x\n>\n> akkoord",
		html + "<div style='display:none'>akkoord</div><p>Ik denk er nog over na.</p>",
		html + "<span style='font-size:0'>akkoord</span><p>Ik denk er nog over na.</p>",
		html + "<span style='font-size: 0px; color: white'>akkoord</span><p>Ik denk er nog over na.</p>",
		html + "<p style='visibility:hidden'>akkoord</p><p>Ik denk er nog over na.</p>",
		html + "<p hidden>akkoord</p><p>Ik denk er nog over na.</p>",
		html + "<div style='max-height:0px;overflow:hidden'>akkoord</div><p>Ik denk er nog over na.</p>",
		html + "<div style='mso-hide:all'>akkoord</div><p>Ik denk er nog over na.</p>",
		html + "<div style='opacity:0'>akkoord</div><p>Ik denk er nog over na.</p>",
		html + "<!-- akkoord --><p>Ik denk er nog over na.</p>",
		html + "<title>akkoord</title><p>Ik denk er nog over na.</p>",
		html + "<style>akkoord</style><script>akkoord</script><p>Ik denk er nog over na.</p>",
		html + "<template>akkoord</template><p>Ik denk er nog over na.</p>",
		html + "<div style='display:none'>akkoord<p>Ik denk er nog over na.</p>",
		html + "<p>Ik denk er nog over na.</p><blockquote type=cite>akkoord</blockquote>",
		html + "<p>Ik denk er nog over na.</p><div class=gmail_quote><div class=gmail_attr>" + "Op di 28 apr 2026 om 09:02 schreef K &lt;k@perspectief.example&gt;:" + "</div><blockquote class=gmail_quote>akkoord</blockquote></div>",
		html + "<p>Ik denk er nog over na.</p><div id=divRplyFwdMsg>Fra: K<br>Sendt: tirsdag</div><p>akkoord</p>",
		html + "<p>Ik denk er nog over na.</p><div id=x_divRplyFwdMsg>Van: K</div><p>akkoord</p>",
		html + "<p>Ik denk er nog over na.</p><div id=yahoo_quoted_1>akkoord</div>",
		html + "<p>Ik denk er nog over na.</p><div class='moz-cite-prefix'>Op 28-04-26 om 09:02 schreef K:</div><blockquote type='cite'>akkoord</blockquote>",
		mixed + "Content-Type: text/plain; name=antwoord.txt\nContent-Disposition: attachment\n\nakkoord\n--x--",
		mixed + "Content-Type: message/rfc822\n\nFrom: jan@voorbeeld.nl\nSubject: x\n\nakkoord\n--x--",
		mixed + "Content-Type: text/calendar; name=a.ics\n\nSUMMARY:akkoord\n--x--",
		reply + "Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nIk denk er nog over na.\n--x\nContent-Type: text/x-amp-html\n\n<p>akkoord</p>\n--x--",
		reply + "Content-Type: multipart/mixed; boundary=x\n\nakkoord\n--x\nContent-Type: text/plain\n\nIk denk er nog over na.\n--x--\nakkoord",
	}
	for i, raw := range mails {
		m := Read(strings.NewReader(mustCRLF(raw)), houseOptions)
		if m.Confidence >= 0.5 && strings.Contains(m.NewText, word) {
			t.Errorf("%d: %q acts on %q (%.2f)", i, raw[len(reply):], m.NewText, m.Confidence)
		}
		if strings.Contains(raw, "nog over na") && !strings.Contains(m.NewText, "nog over na") {
			t.Errorf("%d: own words lost of %q: %q", i, raw[len(reply):], m.NewText)
		}
	}
	t.Logf("%d mails", len(mails))
}
