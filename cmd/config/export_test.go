package config

// What the tests look at from outside.
const (
	MaxConfigSize = maxConfigSize
	MaxFaults     = maxFaults
)

var (
	ConfigKeys = configKeys
	JoinKey    = joinKey
	ReadConfig = readConfig
)
