package workflow_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"klachtenpost/workflow"
	"klachtenpost/workflow/scenario"
	"klachtenpost/workflow/terms"
)

var update = flag.Bool("update", false, "rewrite the outcomes in testdata/*.txt")

// TestScenarios plays every testdata/*.txt: dated inputs, and below each what
// follows from it. Lines that start with two spaces are the outcome; -update
// rewrites them.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 12 {
		t.Errorf("%d scenarios, want at least 12", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("%s plays differently:\n%s", file, diff(string(want), got))
			}
		})
	}
}

// diff shows the lines in which two texts differ.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := range max(len(w), len(g)) {
		a, c := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			c = g[i]
		}
		if a != c {
			fmt.Fprintf(&b, "line %d\n- %s\n+ %s\n", i+1, a, c)
		}
	}
	return b.String()
}

var amsterdam = func() *time.Location {
	l, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return l
}()

// procedure is that of an invented organisation with everybody configured.
func procedure() workflow.Procedure {
	staff := func(role workflow.Role, name, addr string) workflow.Staff {
		return workflow.Staff{Role: role, Name: name, Address: workflow.ParseAddress(name, addr)}
	}
	secretary := staff(workflow.RoleSecretary, "Karin van Haperen", "")
	secretary.Days = []time.Weekday{time.Tuesday, time.Thursday}
	standIn := staff(workflow.RoleStandIn, "Joke Smit", "joke@perspectief.example")
	secretary.StandIn = &standIn
	return workflow.Procedure{
		Location: amsterdam, Calendar: terms.Default(), Terms: workflow.DefaultTerms(),
		Committee: workflow.ParseAddress("", "klachten@perspectief.example"),
		Secretary: secretary,
		Director:  staff(workflow.RoleDirector, "Marieke de Wit", "directeur@perspectief.example"),
		Board:     staff(workflow.RoleBoard, "Ruud Groen", "bestuur@perspectief.example"),
		Chair:     staff(workflow.RoleChair, "Henk Mulder", "voorzitter@voorbeeld.org"),
		Members: []workflow.Staff{
			staff(workflow.RoleMember, "Fatima Yilmaz", "fatima@voorbeeld.org"),
			staff(workflow.RoleMember, "Omar Said", "omar@voorbeeld.org"),
		},
		Scanners: []workflow.Address{workflow.ParseAddress("", "scanner@perspectief.example")},
	}
}

// world is what the records would hold, kept in memory.
type world struct {
	t         *testing.T
	p         workflow.Procedure
	now       time.Time
	cases     map[string]*workflow.Case
	items     map[string]*workflow.Item
	notices   []workflow.Notice // not yet claimed
	keys      map[string]bool
	tokens    []workflow.Token              // of what was sent
	first     map[string][]workflow.Message // messages of intake items
	mails     map[int64]workflow.Message
	moves     []workflow.Transition         // rows of the table that were walked
	others    map[string][]workflow.Address // who else may have a letter
	strangers []string                      // mails to somebody who is not on file
	lost      []string                      // keys of mails that were made twice
	sent      []workflow.Notice             // what left
	n         int64                         // messages so far
	out       *strings.Builder

	monday func()                                         // on each Monday morning, or the next working day
	left   func(n workflow.Notice, to workflow.Recipient) // hears of each mail that leaves
}

func newWorld(t *testing.T) *world {
	return &world{t: t, p: procedure(), cases: map[string]*workflow.Case{}, items: map[string]*workflow.Item{},
		keys: map[string]bool{}, first: map[string][]workflow.Message{}, mails: map[int64]workflow.Message{},
		others: map[string][]workflow.Address{}, out: &strings.Builder{}}
}

// play runs the inputs of a scenario and returns it with the outcomes that
// follow.
func play(t *testing.T, text string) string {
	t.Helper()
	return playIn(t, newWorld(t), text)
}

// scenarioTexts gives all scenarios.
func scenarioTexts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(text))
	}
	return list
}

// playMoves gives the rows of the table that a scenario walks.
func playMoves(t *testing.T, text string) []workflow.Transition {
	t.Helper()
	w := newWorld(t)
	playIn(t, w, text)
	return w.moves
}

func playIn(t *testing.T, w *world, text string) string {
	t.Helper()
	sc, err := scenario.Parse(text, amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range sc.With {
		w.with(words)
	}
	w.out.WriteString(strings.TrimRight(strings.Join(sc.Header, "\n"), "\n") + "\n")
	for i, in := range sc.Inputs {
		if i == 0 {
			w.now = in.At
		}
		w.pass(in.At)
		fmt.Fprintf(w.out, "\n%s %s  %s\n", short[in.At.Weekday()], in.At.Format("2006-01-02 15:04"), in.What)
		for _, l := range in.Lines {
			w.out.WriteString(strings.TrimRight(l, " ") + "\n")
		}
		w.take(in)
		w.stored()
		w.send()
	}
	w.stored()
	for _, key := range w.lost {
		t.Errorf("a mail with the key %s was made twice, and one is lost", key)
	}
	return w.out.String()
}

var short = [...]string{"zo", "ma", "di", "wo", "do", "vr", "za"}

// with changes the configuration: "met directeur afwezig 2026-04-14 2026-05-22",
// "met vervanger van directeur".
func (w *world) with(words []string) {
	w.t.Helper()
	switch {
	case len(words) == 4 && words[0] == "directeur" && words[1] == "afwezig":
		from, err := terms.Parse(words[2])
		to, err2 := terms.Parse(words[3])
		if err != nil || err2 != nil {
			w.t.Fatal(err, err2)
		}
		w.p.Director.Absent = []workflow.Period{{From: from, To: to}}
	case strings.Join(words, " ") == "vervanger van directeur":
		w.p.Director.StandIn = &workflow.Staff{Name: "Piet Prins", Address: workflow.ParseAddress("", "piet@perspectief.example")}
	default:
		w.t.Fatalf("met %v: unknown", words)
	}
}

// pass lets time go by: each morning at eight the calendar is looked at, and
// mails leave when they may.
func (w *world) pass(until time.Time) {
	for w.now.Before(until) {
		next := until
		for _, n := range w.notices {
			if n.NotBefore.After(w.now) && n.NotBefore.Before(next) {
				next = n.NotBefore
			}
		}
		d := terms.Of(w.now, amsterdam)
		eight := d.At(8, 0, amsterdam)
		if !eight.After(w.now) {
			eight = d.Add(1).At(8, 0, amsterdam)
		}
		if eight.Before(next) || eight.Equal(next) {
			next = eight
		}
		w.now = next
		if w.now.Equal(eight) && w.p.Calendar.Workday(terms.Of(w.now, amsterdam)) {
			for _, key := range sortedKeys(w.cases) {
				w.apply(w.p.Tick(*w.cases[key], w.now))
			}
			for _, key := range sortedKeys(w.items) {
				w.apply(w.p.TickItem(*w.items[key], w.now))
			}
			if w.monday != nil && w.isMonday() {
				w.monday()
			}
		}
		w.send()
	}
}

// isMonday reports whether the first working day of a week has come.
func (w *world) isMonday() bool {
	today := terms.Of(w.now, amsterdam)
	monday := today.Add(-(int(today.Weekday()) + 6) % 7)
	return w.p.Calendar.NextWorkday(monday) == today
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// apply records a decision and says what follows.
func (w *world) apply(d workflow.Decision) {
	for _, e := range d.Events {
		w.say("%s", e.Text)
	}
	w.moves = append(w.moves, d.Moves...)
	if d.Case != nil {
		before := w.cases[d.Case.Key]
		w.sayDates(before, d.Case)
		d.Case.Version++ // as the records count
		w.cases[d.Case.Key] = d.Case
	}
	if d.Item != nil {
		w.items[d.Item.Key] = d.Item
	}
	for _, n := range d.Notices {
		key := n.Matter + "/" + n.Key
		if w.keys[key] {
			if !slices.Contains(often, n.Template) || strings.HasPrefix(n.Key, "actie-") {
				w.lost = append(w.lost, key)
			}
			continue
		}
		w.keys[key] = true
		w.notices = append(w.notices, n)
		if n.NotBefore.After(w.now) {
			w.say("mail %s aan %s wacht tot %s", n.Template, w.whom(n), stamp(n.NotBefore))
		}
	}
}

// stored holds all cases to what the records refuse: two questions of one key, and
// the same term running twice. The mail behind such a state would be set aside.
func (w *world) stored() {
	w.t.Helper()
	for _, key := range sortedKeys(w.cases) {
		w.storable(w.cases[key].Matter)
	}
}

func (w *world) storable(m workflow.Matter) {
	w.t.Helper()
	keys, running := map[string]bool{}, map[string]bool{}
	for _, q := range m.Questions {
		if keys[q.Key] {
			w.t.Errorf("%s has two questions %s", m.Key, q.Key)
		}
		keys[q.Key] = true
	}
	for _, d := range m.Deadlines {
		if key := string(d.Kind) + " " + d.From.String(); d.Open() {
			if running[key] {
				w.t.Errorf("%s has two open terms %s", m.Key, key)
			}
			running[key] = true
		}
	}
}

// sayDates names every new date of a case with its reason, and those that are
// done.
func (w *world) sayDates(before, after *workflow.Case) {
	for _, d := range after.Deadlines {
		known, done := false, false
		if before != nil {
			for _, o := range before.Deadlines {
				if o.Kind == d.Kind && o.From == d.From && o.Date == d.Date {
					known, done = true, !o.Open()
				}
			}
		}
		switch {
		case !known && d.Open():
			w.say("termijn %s (%s, %s): %s", d.Kind, d.Who, d.Rule, d.Reason)
		case !d.Open() && !done:
			w.say("termijn %s is gehaald", d.Kind)
		}
	}
}

func (w *world) say(format string, args ...any) { fmt.Fprintf(w.out, "  "+format+"\n", args...) }

func stamp(t time.Time) string {
	t = t.In(amsterdam)
	return short[t.Weekday()] + " " + t.Format("2006-01-02 15:04")
}

func (w *world) whom(n workflow.Notice) string {
	if n.To == workflow.RoleNone {
		return "afzender"
	}
	return string(n.To)
}

// send claims what may leave now.
func (w *world) send() {
	var later []workflow.Notice
	due := w.notices
	w.notices = nil
	for _, n := range due {
		if n.NotBefore.After(w.now) {
			later = append(later, n)
			continue
		}
		var m workflow.Matter
		c := w.cases[n.Matter]
		if c != nil {
			m = c.Matter
		} else if it := w.items[n.Matter]; it != nil {
			m = it.Matter
		}
		to, why, ok := w.p.Claim(n, m, c, w.now)
		if !ok {
			w.say("%s mail %s aan %s vervalt: %s", stamp(w.now), n.Template, w.whom(n), why)
			continue
		}
		if until, held := w.p.Held(n, c, w.now); held {
			n.NotBefore = until
			later = append(later, n)
			continue
		}
		tok := workflow.Token{
			MessageID: n.Matter + "/" + n.Key, Matter: n.Matter, Role: to.Role, Person: n.Person, Address: to.Address,
			Question: n.Question, Template: n.Template, Key: n.Key,
		}
		what := "mail"
		if n.Letter {
			tok.Secret, what = "geheim", "concept"
			w.others[tok.MessageID] = to.With
		}
		if q, ok := m.PaperActie(n); ok && n.Paper {
			tok.Question, tok.Person = q.Key, "" // she answers this mail, not the complainant
			what = "op papier"
		}
		w.sent = append(w.sent, n)
		if !w.onFile(n.Matter, to.Address) {
			w.strangers = append(w.strangers, tok.MessageID)
		}
		if c != nil && c.Handler == workflow.RoleBoard && to.Address.Same(w.p.Director.Address) && slices.Contains(handlers, n.Template) {
			w.t.Errorf("%s: %s is the board's, and the director got it", n.Template, n.Matter)
		}
		w.tokens = append(w.tokens, tok)
		if w.left != nil {
			w.left(n, to)
		}
		w.say("%s %s %s%s aan %s <%s>%s", stamp(w.now), what, n.Template, detail(n, m), w.whom(n), to.Address.Addr(), english(to)+also(to))
	}
	w.notices = append(w.notices, later...)
}

func english(to workflow.Recipient) string {
	if to.Language == "en" {
		return ", in het Engels"
	}
	return ""
}

// also names who else has a letter.
func also(to workflow.Recipient) string {
	var list []string
	for _, a := range to.With {
		list = append(list, "<"+a.Addr()+">")
	}
	return opt(strings.Join(list, ", "), ", met afschrift aan ")
}

// count says how much a case cost the secretary: questions to her, and letters to
// send. What was brought up again counts apart.
func (w *world) count() {
	first, letters, again := 0, 0, 0
	void := map[string]bool{} // made anew: she sends the later one
	for _, c := range w.cases {
		for _, l := range c.Course.Letters {
			void[c.Key+"/"+l.Key] = l.State == workflow.LetterVoid || l.State == workflow.LetterReplaced
		}
	}
	for _, n := range w.sent {
		switch {
		case n.Letter && void[n.Matter+"/"+n.Key]:
		case n.Letter:
			letters++
		case n.To == workflow.RoleSecretary && n.Template == workflow.TemplateActie && n.Stage == 0:
			first++
		case n.To == workflow.RoleSecretary && n.Template == workflow.TemplateActie:
			again++
		}
	}
	w.say("voor de secretaris: %d vragen en %d brieven, samen %d; %d keer herinnerd", first, letters, first+letters, again)
}

// detail is what is particular about a mail, in parentheses.
func detail(n workflow.Notice, m workflow.Matter) string {
	if d := scenario.Detail(n, m); d != "" {
		return " (" + d + ")"
	}
	return ""
}

// input is an input of a test that has no text.
func (w *world) input(what string, lines []string) {
	w.t.Helper()
	in, err := scenario.ParseInput(what, lines)
	if err != nil {
		w.t.Fatal(err)
	}
	w.take(in)
}

// take is one dated line: who does what.
func (w *world) take(in scenario.Input) {
	switch in.Kind {
	case scenario.Until:
		return
	case scenario.Count:
		w.count()
		return
	}
	m := w.message(in)
	w.mails[m.ID] = m
	ev := w.evidence(m)
	if in.Kind == scenario.Sends {
		w.letter(in, &m, &ev)
	}
	r := w.p.Sort(m, ev)
	if in.Changed {
		r.Changed = []string{"1 ja"}
	}
	r.Resembles = in.Resembles
	w.say("oordeel: %s%s", r.Verdict, opt(string(r.Proof), ", bewijs: "))
	w.file(m, r)
	w.state()
}

func opt(s, prefix string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// file hands a sorted message to the procedure, as the daemon does.
func (w *world) file(m workflow.Message, r workflow.Route) {
	switch r.Verdict {
	case workflow.VerdictOpen:
		w.open(m)
	case workflow.VerdictItem, workflow.VerdictJunk:
		key := fmt.Sprintf("I-%d", len(w.items)+1)
		w.first[key] = []workflow.Message{m}
		w.apply(w.p.Intake(key, m, r, w.now))
		if c := w.cases[string(r.Possibly)]; c != nil && r.Reason == workflow.ReasonUnproven {
			w.apply(w.p.Claimed(*c, m, w.now))
		}
	case workflow.VerdictCase, workflow.VerdictCommand, workflow.VerdictSent, workflow.VerdictLetter:
		if it, ok := w.items[r.Matter]; ok && it.Became != "" && r.Verdict != workflow.VerdictCommand {
			r.Matter, r.Person, r.Role = string(it.Became), "", workflow.RoleNone
		}
		if it, ok := w.items[r.Matter]; ok {
			if _, ok := it.ByAddress(m.From); ok {
				w.first[r.Matter] = append(w.first[r.Matter], m)
			}
			d := w.p.Answer(*it, m, r, func(n workflow.Number) bool { return w.cases[string(n)] != nil }, w.now)
			w.apply(d)
			w.next(d.Next, r.Matter)
			return
		}
		if next, ok := w.cases[r.Matter].Onward(m, r); ok {
			r = next
		}
		d, err := w.p.Receive(*w.cases[r.Matter], m, r, w.now)
		if err != nil {
			w.t.Fatal(err)
		}
		w.apply(d)
		w.nextCase(m, r, d.Next)
	}
}

// nextCase goes on with what the secretary chose in a case, as the daemon does.
func (w *world) nextCase(m workflow.Message, r workflow.Route, next workflow.Next) {
	from := w.cases[r.Matter]
	if len(next.Forget) > 0 {
		w.say("vergeten wordt wat er stond in %v", next.Forget)
	}
	switch {
	case next.Merge != "" && w.cases[string(next.Merge)] == nil:
		w.apply(w.p.NoSuchCase(*from, m, r, w.now))
	case next.Merge != "":
		a, b := w.p.Merge(*from, *w.cases[string(next.Merge)], m, r, w.now)
		w.apply(a)
		w.apply(b)
	case next.Leave != "":
		for into := next.Leave; into != ""; into = w.cases[string(into)].Course.Into {
			w.apply(w.p.Unjoin(*w.cases[string(into)], *from, w.now))
		}
	case next.Split != 0:
		n := workflow.NewNumber(w.now.Year(), len(w.cases)+1)
		w.apply(w.p.Split(n, w.mails[next.Split], *from, w.now))
	case next.Circulate != "":
		w.n++
		draft := workflow.Message{ID: w.n, Source: workflow.SourceOther, From: w.p.Committee, Received: w.now, Text: "De uitspraak.", NewText: "De uitspraak.", Confidence: 1}
		w.mails[draft.ID] = draft
		w.apply(w.p.Circulate(*from, next.Circulate, draft, m, r, w.now))
	case next.Erase:
		w.say("alles over deze zaak wordt gewist")
		w.tokens = slices.DeleteFunc(w.tokens, func(t workflow.Token) bool { return t.Matter == r.Matter })
		w.notices = slices.DeleteFunc(w.notices, func(n workflow.Notice) bool { return n.Matter == r.Matter })
	case next.Pause:
		w.say("alles wat vanzelf gaat staat stil")
	case next.Overview:
		w.say("het overzicht wordt gemaakt")
	}
}

// next goes on with the messages of an intake item, as the daemon does.
func (w *world) next(next workflow.Next, item string) {
	it := w.items[item]
	switch {
	case next.Open:
		first := w.first[item][0]
		if !next.Received.IsZero() {
			first.Received = next.Received.At(12, 0, amsterdam)
		}
		it.Became = w.open(first, w.first[item][1:]...)
	case next.Join != "":
		c, ok := w.cases[string(next.Join)]
		if !ok {
			w.t.Fatalf("no case %s", next.Join)
		}
		for _, m := range w.first[item] {
			w.apply(w.p.Joined(*c, m, w.now))
		}
	}
}

func (w *world) open(m workflow.Message, more ...workflow.Message) workflow.Number {
	n := workflow.NewNumber(w.now.Year(), len(w.cases)+1)
	w.apply(w.p.Open(n, m, w.now, more...))
	return n
}

// letter makes the message one of the prepared letters, sent from the mailbox; the
// secret counts once.
func (w *world) letter(in scenario.Input, m *workflow.Message, ev *workflow.Evidence) {
	for i, t := range w.tokens {
		if t.MessageID != in.On {
			continue
		}
		m.To = append([]workflow.Address{t.Address}, w.others[t.MessageID]...)
		if len(in.To) > 0 {
			m.To = nil
			for _, a := range in.To {
				m.To = append(m.To, workflow.ParseAddress("", a))
			}
		}
		if t.Secret != "" {
			ev.Letter = &t
			w.tokens[i].Secret = ""
		}
		return
	}
	w.t.Fatalf("%s: no such letter", in.What)
}

// state says where every case stands.
func (w *world) state() {
	for _, key := range sortedKeys(w.cases) {
		c := w.cases[key]
		var extra []string
		if len(c.Missing) > 0 {
			extra = append(extra, fmt.Sprintf("ontbreekt: %v", c.Missing))
		}
		if o := c.Course.Judgement; o != "" && c.Status != workflow.StatusErased {
			extra = append(extra, "oordeel: "+string(o))
		}
		if len(c.Doubts) > 0 {
			extra = append(extra, fmt.Sprintf("twijfel: %v", c.Doubts))
		}
		if c.NeedsHuman {
			extra = append(extra, "mens nodig")
		}
		if c.Outcome != "" {
			extra = append(extra, "uitkomst: "+string(c.Outcome))
		}
		for _, l := range c.Course.Letters {
			if l.State == workflow.LetterReady {
				extra = append(extra, "in Concepten: "+l.Key)
			}
		}
		w.say("zaak %s: %s%s", c.Number.Tag(), c.Status, opt(strings.Join(extra, "; "), "; "))
	}
	for _, key := range sortedKeys(w.items) {
		w.say("voorgelegd bericht %s: %s", key, w.items[key].State)
	}
}

// message makes the mail an input speaks of.
func (w *world) message(in scenario.Input) workflow.Message {
	w.n++
	m := workflow.Message{
		ID: w.n, Source: workflow.SourceInbox, Folder: "INBOX", Received: w.now, Kind: workflow.KindHuman,
		To: []workflow.Address{w.p.Committee}, MessageID: fmt.Sprintf("in-%d@voorbeeld.nl", w.n), Confidence: 1,
		Subject: in.Subject, Text: in.Body, NewText: in.Body,
	}
	if in.From != "" {
		m.From = workflow.ParseAddress(in.Name, in.From)
	}
	if in.On != "" && in.Kind != scenario.Sends {
		m.References = []string{in.On}
	}
	switch in.Kind {
	case scenario.Replies, scenario.Writes, scenario.Sends:
		m.From, m.Source = w.p.Committee, workflow.SourceSent
		if len(in.To) > 0 {
			m.To = []workflow.Address{workflow.ParseAddress("", in.To[0])}
		}
	case scenario.Automatic:
		m.Kind, m.Absent, m.AbsentUntil = workflow.KindAutomatic, true, in.Back
	case scenario.Scan:
		m.Kind, m.From = workflow.KindAutomatic, workflow.ParseAddress("", "scanner@perspectief.example")
		m.Attachments = []workflow.Attachment{{Name: "scan.pdf", Type: "application/pdf", Size: 240_000}}
	case scenario.Calendar:
		m.Calendar = []workflow.CalendarReply{{UID: in.On, PartStat: in.Accepts, Sequence: in.Change}}
	case scenario.Newsletter:
		m.Kind = workflow.KindAutomatic
	case scenario.Bounce:
		m.Kind = workflow.KindBounce
		m.Reports = []workflow.Report{{Status: "5.1.1", MessageID: in.On}}
	}
	if in.Photo {
		m.Attachments = []workflow.Attachment{{Name: "foto.jpg", Type: "image/jpeg", Size: 812_000}}
	}
	if in.Junk {
		m.Source = workflow.SourceJunk
	}
	switch in.DMARC {
	case "fail":
		m.DMARC = workflow.DMARCFail
	case "pass":
		m.DMARC = workflow.DMARCPass
	}
	m.FromShown = m.From
	return m
}

// evidence looks up what the records know.
func (w *world) evidence(m workflow.Message) workflow.Evidence {
	var ev workflow.Evidence
	refs := slices.Clone(m.References)
	for _, r := range refs {
		for _, t := range w.tokens {
			if t.MessageID == r {
				ev.Tokens = append(ev.Tokens, t)
				ev.Referenced = append(ev.Referenced, t.Matter)
			}
		}
	}
	for _, n := range workflow.Tags(m.Subject) {
		if _, ok := w.cases[string(n)]; ok {
			ev.Tagged = append(ev.Tagged, n)
		}
	}
	for _, key := range sortedKeys(w.cases) {
		c := w.cases[key]
		if _, ok := c.ByAddress(m.From); ok && c.Status.Open() {
			ev.OpenCases = append(ev.OpenCases, c.Number)
		} else if ok {
			ev.ClosedCase = append(ev.ClosedCase, c.Number)
		}
		for _, to := range slices.Concat(m.To, m.Cc) {
			if _, ok := c.ByAddress(to); ok {
				ev.Recipients = append(ev.Recipients, c.Number)
			}
		}
	}
	return ev
}
