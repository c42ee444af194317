#!/usr/bin/env node
await import('../tools/build.js');
await import('../built/cli.js');
