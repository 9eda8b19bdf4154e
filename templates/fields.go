package templates

import (
	"fmt"
	"slices"

	"klachtenpost/workflow"
)

// House are the fields every text may use: who we are, from the configuration.
var house = []string{
	"Organisation", "Committee", "PostalAddress", "Phone", "Hours", "NextStep",
	"Secretary", "Mailbox", "Director", "Board", "To", "Today",
}

// may says what each mail may show of a case (procedure section 8). A template
// that names another field does not load, and is not given it either: what is
// not in its row cannot leak through a slip in a text.
var may = map[workflow.Template][]string{
	// To the complainant: number, dates, phase and roles. Nothing anybody wrote,
	// so no name either, for a name comes from a mail.
	workflow.TemplateAcknowledgement: {
		"Tag", "Status", "Handler", "Received", "Missing", "Asks", "Due", "ReadBy", "Reader", "GoesOn", "TargetBy", "AnswerBy"},
	workflow.TemplateMessageReceived: {"Tag", "MessageDate", "ReadBy", "Reader", "Asks"},
	workflow.TemplateSupplement:      {"Tag", "Received", "Missing", "Due"},
	workflow.TemplateReminder:        {"Tag", "Handler", "Received", "Missing", "Due", "Question", "Options", "Stage"},
	workflow.TemplateTakenUp:         {"Tag", "Handler", "Received", "TargetBy", "AnswerBy"},

	workflow.TemplateChoice:       {"Tag", "Due", "Options"},
	workflow.TemplateToCommittee:  {"Tag", "Received", "AnswerBy"},
	workflow.TemplateInterim:      {"Tag", "Status", "Handler", "News", "AnswerBy", "NewDate", "NewTag", "UndoBy", "Reader", "Code"},
	workflow.TemplateExtension:    {"Tag", "Status", "Handler", "NewDate", "OldDate"},
	workflow.TemplateDelay:        {"Tag", "Handler", "NewDate", "OldDate", "Due", "Options"},
	workflow.TemplateOtherAddress: {"Tag", "MessageDate", "Due", "Options"},
	workflow.TemplateClosing:      {"Tag", "Received", "Outcome", "ClosedBy", "UndoBy", "Options", "NewTag", "Reader"},
	workflow.TemplateReopened:     {"Tag", "Status", "Handler", "Received", "AnswerBy", "Due", "Question", "Options", "Reader"},
	workflow.TemplateLate:         {"Tag", "Status", "Handler", "Missed", "NewDate", "Code"},

	// To the employee: that it takes longer.
	workflow.TemplateEmployeeExtension: {"Tag", "Status", "NewDate", "OldDate", "Code"},

	// Letters: the words of the one act they come from. She reads and sends them.
	workflow.TemplateProposal:     {"Name", "Tag", "Handler", "Received", "Words", "Options", "Due", "Reference"},
	workflow.TemplateAsk:          {"Name", "Tag", "Handler", "Received", "Words", "Due", "Reference"},
	workflow.TemplateNotTakenUp:   {"Name", "Tag", "Received", "Ground", "Words", "Reference"},
	workflow.TemplateReferred:     {"Name", "Tag", "Received", "Body", "Words", "Reference"},
	workflow.TemplateNoComplaint:  {"Name", "Tag", "Received", "MessageDate", "Words", "Reference"},
	workflow.TemplateForward:      {"Name", "Tag", "Status", "AnswerBy", "Words", "Reference"},
	workflow.TemplateEmployeeCopy: {"Name", "Tag", "Handler", "Received", "AnswerBy", "Complaint", "Additions", "Omitted", "Reference"},
	workflow.TemplateCorrection:   {"Name", "Tag", "MessageDate", "Words", "Reference"},
	workflow.TemplateLetter:       {"Name", "Tag", "Words", "Reference"},
	workflow.TemplateChange:       {"Tag", "Party", "Words", "Reference"},

	// To the handler: the complaint, once.
	workflow.TemplateToHandler: {
		"Name", "Tag", "Handler", "Received", "AnswerBy", "Complainant", "Complaint", "Additions", "Code"},
	workflow.TemplateHandlerReminder: {"Name", "Tag", "Handler", "Received", "AnswerBy", "Stage", "Code"},

	// To the secretary and who steps in for her: what to decide, never the words
	// it is about.
	workflow.TemplateActie: {
		"Name", "Tag", "Status", "Handler", "Received", "Missing", "Due", "ReadBy", "AnswerBy", "Dates",
		"MessageDate", "MessageTime", "MessageFolder", "Sender",
		"Reason", "Doubts", "Options", "Code", "Stage", "Asked", "Failed", "Likely",
		"Question", "Letter", "Party", "Void", "CallAt", "Omitted", "NewDate", "OldDate", "AlsoOpen"},
	workflow.TemplateUrgent: {
		"Tag", "MessageDate", "MessageTime", "MessageFolder", "Sender",
		"Reason", "Letter", "Party", "Void", "Options", "Code", "Likely"},
	workflow.TemplateOverview: {"Overview"},
	workflow.TemplateHelp: {
		"Tag", "Status", "Reason", "Question", "MessageDate", "MessageTime", "Letter", "Party",
		"Options", "Forms", "Code", "Likely"},
	workflow.TemplateTrialLetter: {"Reference"},
}

// toComplainant are the mails that go to a complainant: their subjects are
// neutral, and each exists in English too.
var toComplainant = []workflow.Template{
	workflow.TemplateAcknowledgement, workflow.TemplateMessageReceived, workflow.TemplateSupplement,
	workflow.TemplateReminder, workflow.TemplateTakenUp,
	workflow.TemplateChoice, workflow.TemplateToCommittee, workflow.TemplateInterim, workflow.TemplateExtension,
	workflow.TemplateDelay, workflow.TemplateOtherAddress, workflow.TemplateClosing, workflow.TemplateReopened,
	workflow.TemplateLate,
	workflow.TemplateProposal, workflow.TemplateAsk, workflow.TemplateNotTakenUp, workflow.TemplateReferred,
	workflow.TemplateNoComplaint, workflow.TemplateCorrection,
}

// outward reports whether a mail goes to a complainant: some texts go to staff
// as well.
func outward(name workflow.Template, to workflow.Role) bool {
	return slices.Contains(toComplainant, name) && !slices.Contains(staff, to)
}

// staff are the people of the procedure itself.
var staff = []workflow.Role{
	workflow.RoleSecretary, workflow.RoleDirector, workflow.RoleBoard, workflow.RoleChair, workflow.RoleMember,
	workflow.RoleEmployee, workflow.RoleStandIn, workflow.RoleUrgent,
}

// fieldsOf gives all fields that a text may use.
func fieldsOf(name workflow.Template) ([]string, error) {
	own, ok := may[name]
	if !ok {
		return nil, fmt.Errorf("no row in the table of what %s may show", name)
	}
	return slices.Concat(house, own), nil
}
