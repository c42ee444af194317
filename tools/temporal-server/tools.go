// Package tools pins Temporal's server and its SQL tool, which the test of the containers builds where their images cannot be pulled.
package tools

import (
	_ "go.temporal.io/server/cmd/server"
	_ "go.temporal.io/server/cmd/tools/sql"
)
