package admin

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"klachtenpost/cmd/config"
	"klachtenpost/mailbox/reader"
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
)

const readUsage = `usage: klachtenpost read [-json] [-question NAME [-role ROLE]] FILE…

Shows how a mail is read: who wrote it, what is the writer's own text, what hangs
on it, and whether it looks like a complaint. FILE is one raw mail; - is standard
input. A leading "From " line of an mbox and bare line feeds are accepted.
With -json one object a line, in the order of the files. With -question the mail is
read as an answer too: to "voorstel", "keuze-commissie", "ongedaan" or another
question, or "" for none, by the klager or the role named.
`

// readKinds are the words of the output; the stored ones are Dutch.
var readKinds = map[workflow.Kind]string{
	workflow.KindHuman: "human", workflow.KindAutomatic: "automatic", workflow.KindBounce: "bounce",
}

// readLine is one mail of "read -json".
type readLine struct {
	File        string           `json:"file"`
	Kind        string           `json:"kind"`
	From        string           `json:"from"`
	Subject     string           `json:"subject"`
	MessageID   string           `json:"message_id"`
	References  []string         `json:"references"`
	Text        string           `json:"text"`
	NewText     string           `json:"new_text"`
	Confidence  float64          `json:"confidence"`
	Attachments []readAttachment `json:"attachments"`
	Details     readDetails      `json:"details"`
	Complaint   float64          `json:"complaint"`
	Bounce      []readBounce     `json:"bounce"`
	Calendar    []readCalendar   `json:"calendar"`
	Problems    []string         `json:"problems"`
	Original    string           `json:"original,omitempty"`
	Absent      bool             `json:"absent,omitempty"`
	AbsentUntil string           `json:"absent_until,omitempty"`
	Answer      *readAnswer      `json:"answer,omitempty"`
}

// readAnswer is how the writer's own words answer a question.
type readAnswer struct {
	Class  string `json:"class"`
	Action string `json:"action"`
	Why    string `json:"why"`
}

type readAttachment struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}

type readDetails struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	Phone    string `json:"phone"`
	Email    string `json:"email"`
	Employee string `json:"employee"`
}

type readBounce struct {
	Recipient string `json:"recipient"`
	Status    string `json:"status"`
	MessageID string `json:"message_id"`
}

type readCalendar struct {
	UID      string `json:"uid"`
	PartStat string `json:"partstat"`
}

// Read answers "klachtenpost read". A file that is no mail is still read, its
// problems say so; only a file that cannot be opened is a failure.
func Read(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("read", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() { fmt.Fprint(stderr, readUsage) }
	asJSON := fs.Bool("json", false, "one JSON object a line")
	question := fs.String("question", "", "the `question` it answers")
	role := fs.String("role", string(workflow.RoleComplainant), "the `role` of who answers")
	switch err := fs.Parse(args); {
	case err == flag.ErrHelp:
		return config.ExitOK
	case err != nil:
		return config.ExitUsage
	case fs.NArg() == 0:
		fmt.Fprint(stderr, readUsage)
		return config.ExitUsage
	}
	out := bufio.NewWriter(stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	code := config.ExitOK
	for _, name := range fs.Args() {
		l, err := readFile(name, stdin)
		if err != nil {
			fmt.Fprintf(stderr, "klachtenpost read: %v\n", err)
			code = config.ExitFailure
			l.Problems = append(l.Problems, "file could not be opened")
		}
		if asks(fs) {
			l.Answer = readAs(l, *question, *role)
		}
		if *asJSON {
			err = enc.Encode(l)
		} else {
			err = l.print(out)
		}
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			fmt.Fprintf(stderr, "klachtenpost read: write answer: %v\n", err)
			return config.ExitFailure
		}
	}
	return code
}

// asks reports whether -question was given, be it empty.
func asks(fs *flag.FlagSet) (given bool) {
	fs.Visit(func(f *flag.Flag) { given = given || f.Name == "question" })
	return given
}

// readAs reads a mail as an answer. Only a person's own words, clearly parted from
// what they answer, can be one.
func readAs(l readLine, question, role string) *readAnswer {
	v := answer.Verdict{Class: answer.ClassUnknown, Action: answer.ActionPerson, Why: "geen bericht van een mens"}
	if l.Kind == readKinds[workflow.KindHuman] {
		v = answer.Classify(l.NewText, question, role)
		if l.Confidence < minReadConfidence {
			v.Action, v.Why = answer.ActionPerson, "niet zeker wat de schrijver zelf schreef"
		}
	}
	return &readAnswer{Class: string(v.Class), Action: string(v.Action), Why: v.Why}
}

// minReadConfidence is how sure the reader must be of the new text before it acts.
const minReadConfidence = 0.5

func readFile(name string, stdin io.Reader) (readLine, error) {
	if name == "-" {
		return newReadLine(name, reader.Read(stdin, reader.Options{})), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return newReadLine(name, workflow.Message{}), fmt.Errorf("open mail: %w", err)
	}
	defer f.Close()
	return newReadLine(name, reader.Read(f, reader.Options{})), nil
}

// newReadLine puts a message into the shape of the output.
func newReadLine(file string, m workflow.Message) readLine {
	l := readLine{
		File: file, Kind: readKinds[m.Kind], From: m.FromShown.Addr(), Subject: m.Subject, MessageID: m.MessageID,
		References: append([]string{}, m.References...), Text: m.Text, NewText: m.NewText, Confidence: m.Confidence,
		Attachments: []readAttachment{}, Bounce: []readBounce{}, Calendar: []readCalendar{},
		Problems: append([]string{}, m.Problems...), Original: m.Original.Addr(), Absent: m.Absent, AbsentUntil: m.AbsentUntil,
	}
	if l.Kind == "" {
		l.Kind = "human"
	}
	for _, a := range m.Attachments {
		l.Attachments = append(l.Attachments, readAttachment(a))
	}
	for _, r := range m.Reports {
		l.Bounce = append(l.Bounce, readBounce{r.Recipient, r.Status, r.MessageID})
	}
	for _, c := range m.Calendar {
		l.Calendar = append(l.Calendar, readCalendar{UID: c.UID, PartStat: c.PartStat})
	}
	in := answer.Input{
		Subject: m.Subject, Text: m.NewText, FromName: m.FromShown.Name, FromAddr: m.FromShown.Addr(), Attachments: len(m.Attachments),
	}
	if !m.Original.IsZero() {
		// A forward is read as what its first writer said.
		in.Text, in.FromName, in.FromAddr = m.Text, m.Original.Name, m.Original.Addr()
	}
	if len(m.To) > 0 {
		in.To = m.To[0].Addr()
	}
	d := answer.Find(in)
	l.Details = readDetails{Name: d.Name, Address: d.Address, Phone: d.Phone, Email: d.Email, Employee: d.Employee}
	if m.Kind == workflow.KindHuman {
		l.Complaint = answer.Complaint(in)
	}
	return l
}

// print writes the form for people.
func (l readLine) print(w io.Writer) error {
	var b strings.Builder
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name+":", value)
		}
	}
	fmt.Fprintf(&b, "%s\n", l.File)
	row("kind", l.Kind)
	row("from", l.From)
	row("original", l.Original)
	row("subject", l.Subject)
	row("message-id", l.MessageID)
	row("references", strings.Join(l.References, " "))
	row("complaint", fmt.Sprintf("%.2f", l.Complaint))
	if a := l.Answer; a != nil {
		row("answer", fmt.Sprintf("%s, %s (%s)", a.Class, a.Action, a.Why))
	}
	row("name", l.Details.Name)
	row("address", l.Details.Address)
	row("phone", l.Details.Phone)
	row("email", l.Details.Email)
	row("employee", l.Details.Employee)
	if l.Absent {
		row("absent", strings.TrimSpace("until "+l.AbsentUntil))
	}
	for _, a := range l.Attachments {
		row("attachment", fmt.Sprintf("%s (%s, %d bytes)", a.Name, a.Type, a.Size))
	}
	for _, r := range l.Bounce {
		row("bounce", strings.TrimSpace(r.Recipient+" "+r.Status+" "+r.MessageID))
	}
	for _, c := range l.Calendar {
		row("calendar", c.UID+" "+c.PartStat)
	}
	for _, p := range l.Problems {
		row("problem", p)
	}
	fmt.Fprintf(&b, "new text (confidence %.2f):\n", l.Confidence)
	for _, line := range strings.Split(l.NewText, "\n") {
		b.WriteString("  " + line + "\n")
	}
	if rest := len(l.Text) - len(l.NewText); rest > 0 {
		fmt.Fprintf(&b, "(and %d bytes of quotes, signatures and footers)\n", rest)
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}
