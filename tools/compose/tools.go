// Package tools pins Docker Compose, which the test of the containers builds where Docker has no such plugin.
package tools

import _ "github.com/docker/compose/v2/cmd"
