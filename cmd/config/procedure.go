package config

import (
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Procedure makes the rules of the procedure from the configuration.
func (c Config) Procedure() workflow.Procedure {
	cal := terms.Default()
	cal.Termijnenwet = c.Calendar.Termijnenwet
	cal.EquatedUntil = max(cal.EquatedUntil, c.Calendar.EquatedUntil)
	cal.Equated = append(cal.Equated, c.Calendar.EquatedDays...)
	for _, p := range c.Calendar.ClosedDays {
		for d := p.From; !d.After(p.To); d = d.Add(1) {
			cal.Closed = append(cal.Closed, d)
		}
	}
	p := workflow.Procedure{
		Location:   c.Location,
		Calendar:   cal,
		Terms:      c.Terms,
		Committee:  workflow.ParseAddress(c.Mailbox.Name, c.Mailbox.Address),
		Secretary:  c.People.Secretary.staff(workflow.RoleSecretary),
		Director:   c.People.Director.staff(workflow.RoleDirector),
		Board:      c.People.Board.staff(workflow.RoleBoard),
		Chair:      c.People.Chair.staff(workflow.RoleChair),
		ReleaseAll: c.Intake.Release == ReleaseAlways,
		MaxAge:     c.Intake.MaxAge,
	}
	for _, m := range c.People.Members {
		p.Members = append(p.Members, m.staff(workflow.RoleMember))
	}
	for _, a := range c.Mailbox.Scanners {
		p.Scanners = append(p.Scanners, workflow.ParseAddress("", a))
	}
	for _, a := range c.Urgent.To {
		p.Urgent = append(p.Urgent, workflow.ParseAddress("", a))
	}
	return p
}

func (c Person) staff(role workflow.Role) workflow.Staff {
	s := workflow.Staff{
		Role: role, Name: c.Name, Address: workflow.ParseAddress(c.Name, c.Address),
		Days: c.Days, Absent: c.Absent,
	}
	if c.Standin.Name != "" || c.Standin.Address != "" {
		s.StandIn = &workflow.Staff{
			Role: workflow.RoleStandIn, Name: c.Standin.Name,
			Address: workflow.ParseAddress(c.Standin.Name, c.Standin.Address),
		}
	}
	return s
}
