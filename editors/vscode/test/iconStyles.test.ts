import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { iconFor, iconStyles } from '../src/sidebar/iconStyles';

const theme = {
  fonts: [{ id: 'seti', src: [{ path: './seti.woff', format: 'woff' }], size: '150%' }],
  iconDefinitions: {
    file: { fontCharacter: '\\E001', fontColor: '#d4d7d6' },
    c: { fontCharacter: '\\E002' },
    cLight: { fontCharacter: '\\E002', fontColor: '#123' },
    make: { iconPath: './make.svg' },
  },
  file: 'file',
  fileNames: { Makefile: 'make' },
  fileExtensions: { c: 'c', 'test.c': 'make' },
  languageIds: { cpp: 'c' },
  light: { fileExtensions: { c: 'cLight' } },
};

describe('a file icon theme', () => {
  const { css, names } = iconStyles(theme, (path) => `vscode:${path}`);

  it('becomes fonts and one rule a definition', () => {
    assert.match(css, /@font-face \{ font-family: "treeline-seti"; src: url\("vscode:.\/seti.woff"\) format\("woff"\); \}/);
    assert.match(css, /\.ft-0::before \{ content: "\\E001"; font-family: "treeline-seti"; font-size: 150%; color: #d4d7d6; \}/);
    assert.match(css, /\.ft-3::before \{ content: ""; background: url\("vscode:.\/make.svg"\)/);
  });

  it('knows a file by its name, its longest extension, its language, and else as a file', () => {
    assert.equal(iconFor(names, 'makefile', 'makefile', false), 'ft-3');
    assert.equal(iconFor(names, 'a.c', 'c', false), 'ft-1');
    assert.equal(iconFor(names, 'a.test.c', 'c', false), 'ft-3');
    assert.equal(iconFor(names, 'a.cc', 'cpp', false), 'ft-1');
    assert.equal(iconFor(names, 'a.x', 'x', false), 'ft-0');
  });

  it('has other icons for light colours where it says so', () => {
    assert.equal(iconFor(names, 'a.c', 'c', true), 'ft-2');
    assert.equal(iconFor(names, 'a.cc', 'cpp', true), 'ft-1');
  });
});
