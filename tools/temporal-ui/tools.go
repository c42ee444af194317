// Package tools pins Temporal's UI, which the test of the containers builds where its image cannot be pulled.
package tools

import _ "github.com/temporalio/ui-server/v2/cmd/server"
