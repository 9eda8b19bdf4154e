package reader

import (
	"strings"
	"unicode/utf8"
)

// The words by which mail programs say who wrote what. Dutch, English, German
// and French are complete as far as seen in the wild; the other languages are
// there because people forward mail from abroad.

// label is what a line of a header block names.
type label byte

const (
	labelNone label = iota
	labelFrom
	labelDate
	labelTo
	labelCC
	labelSubject
	labelOther
)

var labels = map[string]label{}

func init() {
	for l, words := range map[label]string{
		labelFrom:    "van|from|von|de|da|od|fra|från|lähettäjä|feladó|od koga|kimden|gönderen|от|от кого|від|від кого|отправитель|відправник|mittente|nadawca|expeditorul|saatja|šalje|pošiljatelj|de la|afzender|expéditeur|absender|remitente|remetente|odesílatel|odosielateľ|差出人",
		labelDate:    "verzonden|datum|date|sent|gesendet|envoyé|envoyé le|data|fecha|dato|sendt|skickat|dátum|elküldve|päivämäärä|päiväys|lähetetty|дата|отправлено|надіслано|відправлено|tarih|gönderilen|wysłano|odesláno|odoslané|poslano|inviato|enviado|enviada|enviada em|enviado el|trimis|dată|kuupäev|datum verzending|日付|sent on|verstuurd",
		labelTo:      "aan|to|an|à|a|para|komu|do|til|till|vastaanottaja|címzett|kime|alıcı|кому|получатель|adresat|către|destinatarul|destinatario|prima|pre|pour|saajad|za|adressee|宛先",
		labelCC:      "cc|kopie|kopie (cc)|kopia|copie|copie à|kopi|kopio|másolat|másolatot kap|bilgi|dw|копия|копія|kópia|cópia|copia|kopija|bcc",
		labelSubject: "onderwerp|subject|betreff|objet|sujet|oggetto|asunto|assunto|emne|ämne|aihe|tárgy|konu|тема|temat|předmět|predmet|naslov|subiect|subiectul|teema|betreft|件名",
		labelOther:   "reply-to|antwoord aan|antwoord-aan|beantwoorden aan|bijlage|bijlagen|attachments|attachment|anlagen|pièces jointes|prioriteit|urgentie|importance|priority|priorität|wichtigkeit|gevoeligheid|mailing-list|organisatie|organization|resent-from|namens|answer to|antwort an|répondre à",
	} {
		for _, w := range strings.Split(words, "|") {
			labels[w] = l
		}
	}
}

// forwardDividers and replyDividers are the phrases between dashes.
var dividers = map[string]bool{} // true: a forward

func init() {
	for _, w := range strings.Split("doorgestuurd bericht|doorgestuurde bericht|doorgezonden bericht|begin doorgestuurd bericht|forwarded message|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten nachricht|message transféré|message transmis|message réexpédié|début du message réexpédié|début du message transféré|messaggio inoltrato|inizio messaggio inoltrato|mensaje reenviado|inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|início da mensagem reencaminhada|início da mensagem encaminhada|videresendt melding|videresendt meddelelse|videresendt besked|start på videresendt besked|vidarebefordrat meddelande|vidarebefordrat mejl|välitetty viesti|välitetty viesti / fwd.msg|edelleenlähetetty viesti|välitetty viesti alkaa|továbbított üzenet|továbbított levél kezdete|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa|preposlaná správa --- forwarded message|začiatok preposlanej správy|proslijeđena poruka|započni proslijeđenu poruku|mesaj redirecționat|începe mesajul redirecționat|перенаправленное сообщение|пересылаемое сообщение|начало переадресованного сообщения|переслане повідомлення|перенаправлене повідомлення|початок листа, що пересилається|i̇letilen i̇leti|i̇letilmiş mesaj|i̇leti başlangıcı|iletilen ileti|iletilmiş mesaj|ileti başlangıcı|wiadomość przesłana dalej|treść przekazanej wiadomości|przekazana wiadomość|początek przekazywanej wiadomości|メッセージを転送|edastatud kiri|videresend|videresendt melding begynner her|vidarebefordrat brev|forwarded message from|forwarded by|doorgestuurd door", "|") {
		dividers[w] = true
	}
	for _, w := range strings.Split("oorspronkelijk bericht|oorspronkelijk e-mailbericht|origineel bericht|oorspronkelijke bericht|vorig bericht|original message|original-nachricht|oprindelig besked|original appointment|original e-mail|ursprüngliche nachricht|originalnachricht|original-nachricht|ursprünglicher termin|message d'origine|message d’origine|message original|messaggio originale|mensaje original|mensagem original|oprindelig meddelelse|opprinnelig melding|originalmeddelande|ursprungligt meddelande|oryginalna wiadomość|původní zpráva|reply message|antwoord bericht|beantwoord bericht", "|") {
		dividers[w] = false
	}
}

// divider tells whether a line is "-----Oorspronkelijk bericht-----" or one of
// its kin. rest is what Yahoo glues behind it.
func divider(line string) (forward bool, rest string, ok bool) {
	if len(line) < 10 || len(line) > 2000 {
		return false, "", false
	}
	s := strings.TrimSpace(line)
	if s == "" || strings.IndexByte("-_=*", s[0]) < 0 && s[len(s)-1] != ':' {
		return false, "", false // most lines
	}
	dashes := 0
	for dashes < len(s) && (s[dashes] == '-' || s[dashes] == '_' || s[dashes] == '=' || s[dashes] == '*') {
		dashes++
	}
	body := strings.TrimSpace(s[dashes:])
	if body == "" {
		return false, "", false
	}
	if dashes >= 2 {
		phrase := body
		if i := strings.Index(body, "--"); i > 0 {
			tail := strings.TrimLeft(body[i:], "- ")
			phrase, rest = body[:i], tail
			if f, ok := dividers[lower(strings.Trim(body, "-_=* "))]; ok {
				return f, "", true
			}
		}
		f, ok := dividers[lower(strings.Trim(phrase, "-_=*: "))]
		return f, rest, ok
	}
	// Apple Mail and MailMate write the phrase with a colon and without dashes.
	if colon := strings.TrimRight(body, " "); strings.HasSuffix(colon, ":") && len(colon) < 70 {
		f, ok := dividers[lower(strings.TrimRight(colon, " \u00a0:"))]
		return f, "", ok
	}
	return false, "", false
}

func lower(s string) string { return strings.ToLower(s) }

// labelOf reads "Van:" at the start of a line, bold stars and tabs aside.
func labelOf(line string) (l label, value string) {
	if strings.IndexByte(line, ':') < 0 && !strings.Contains(line, "：") {
		return labelNone, "" // most lines
	}
	s := strings.TrimLeft(line, " \t*|")
	i := strings.IndexByte(s, ':')
	wide := strings.Index(s, "：")
	n := 1
	if i < 0 || wide >= 0 && wide < i {
		i, n = wide, len("：")
	}
	if i <= 0 || i > 40 {
		return labelNone, ""
	}
	name := strings.Trim(s[:i], " \t*\u00a0_")
	l = labels[lower(name)]
	if l == labelNone {
		return l, ""
	}
	return l, strings.Trim(s[i+n:], " \t*\u00a0")
}

// verbs of an attribution line.
var verbs = [...]string{
	" schreef", "geschreven:", " wrote", " schrieb", "geschrieben:", " a écrit", " a ecrit", " ha scritto", " escribió", " escreveu", " skrev",
	" kirjoitti", " napisał", " napsal", " napísal", " ezt írta", " a scris", " yazdı", " написал", " пише", " написав", " пишет", " je napisao", " kirjutas", " 写道", " writes", " schrijft", "heeft geschreven",
}

var openers = [...]string{"op ", "on ", "am ", "le ", "il ", "el ", "em ", "den ", "dne ", "dnia ", "w dniu ", "at ", "d. ", "na ", "ons ", "在 ", "dňa ", "vào "}

// proseWords after the verb say that a person tells a story: "schreef de
// bemiddelaar mij letterlijk:" is no attribution line.
var proseWords = [...]string{" mij", " me ", " me:", " ons ", " ons:", " aan ", " dat ", " letterlijk", " hem ", " haar ", " hun", " hen ", " in een", " in haar", " in zijn", " in de ", " terug", " u ", " u:", " jullie", " to me", " to us", " that ", " in an", " in her", " in his", " mir", " uns ", " dass ", " nous", " que ", " onder andere", " onder meer", " ook ", " over ", " namelijk", " als volgt", " daarop", " toen ", " nog "}

var months = [...]string{"jan", "feb", "maa", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec", "mar", "may", "oct", "mär", "mai", "dez", "janv", "févr", "mars", "avr", "juin", "juil", "août", "déc"}

// replySubject tells whether a subject has the prefix of an answer.
func replySubject(s string) bool { return prefixed(s, replyPrefixes[:]) }

// forwardSubject tells whether a subject has the prefix of a forward.
func forwardSubject(s string) bool { return prefixed(s, forwardPrefixes[:]) }

var replyPrefixes = [...]string{"re", "antw", "aw", "antwoord", "betr", "sv", "vs", "odp", "réf", "ref", "rv", "ris", "r", "antwort", "rép", "rép."}

var forwardPrefixes = [...]string{"fw", "fwd", "doorst", "doorgest", "doorgestuurd", "dst", "wg", "tr", "i", "vl", "vb", "vs", "enc", "rv", "pd", "továbbítás", "fwd.", "доступ", "transf", "wtrlt", "d"}

func prefixed(s string, list []string) bool {
	for n := 0; n < 4; n++ {
		s = strings.TrimLeft(s, " \t")
		// "[extern] RE: ..."
		if strings.HasPrefix(s, "[") {
			if i := strings.IndexByte(s, ']'); i > 0 && i < 30 {
				s = s[i+1:]
				continue
			}
		}
		i := strings.IndexByte(s, ':')
		if i <= 0 || i > 14 {
			return false
		}
		p := strings.Trim(lower(s[:i]), " \u00a0")
		if j := strings.IndexAny(p, "[("); j > 0 {
			p = p[:j] // "Re[2]:"
		}
		for _, w := range list {
			if p == w {
				return true
			}
		}
		s = s[i+1:]
	}
	return false
}

// footers are the lines a phone or an app adds by itself. What stands on the same
// line behind them was glued there by a client.
var footers = [...]string{
	"verstuurd vanaf", "verzonden vanaf", "verzonden vanuit", "verstuurd vanuit", "verstuurd met", "verzonden met", "verzonden via", "verstuurd via", "verstuurd door", "outlook voor ios", "outlook voor android", "download outlook voor", "outlook for ios", "outlook for android",
	"sent from my", "sent from outlook", "sent from typeapp", "sent from the ", "sent from mobile", "gesendet via", "gesendet von", "envoyé à partir", "envoyé avec", "inviato da", "enviado desde", "skickat från", "sendt fra", "sent from mail for", "sent from yahoo", "sent from proton", "sent via", "sent with", "get outlook for", "von meinem", "gesendet von", "gesendet mit", "diese nachricht wurde von meinem", "envoyé de mon", "envoyé depuis", "télécharger outlook", "holen sie sich outlook", "obtenir outlook", "dit bericht is verzonden vanaf mijn", "dit bericht is verstuurd vanaf mijn", "van mijn iphone verzonden", "verzonden door",
}

var footerStarts, openerStarts = startsOf(footers[:]), startsOf(openers[:])

// starts are beginnings of lines in small letters. They are asked of every line, so
// they stand by their first byte.
type starts struct {
	by      [256][]string
	all     []string
	longest int
}

func startsOf(list []string) *starts {
	st := &starts{all: list}
	for _, w := range list {
		st.by[w[0]] = append(st.by[w[0]], w)
		st.longest = max(st.longest, len(w))
	}
	return st
}

// begin tells whether s in small letters begins as one of them.
func (st *starts) begin(s string) bool {
	for i := range min(len(s), st.longest) {
		if s[i] >= utf8.RuneSelf {
			return hasAnyPrefix(lower(s), st.all)
		}
	}
	if s == "" {
		return false
	}
	for _, w := range st.by[smallLetter(s[0])] {
		if len(w) <= len(s) && sameLetters(s[:len(w)], w) {
			return true
		}
	}
	return false
}

func hasAnyPrefix(s string, list []string) bool {
	for _, w := range list {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// sameLetters tells whether s of ASCII in small letters is w, which is as long.
func sameLetters(s, w string) bool {
	for i := range len(w) {
		if smallLetter(s[i]) != w[i] {
			return false
		}
	}
	return true
}

func smallLetter(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
