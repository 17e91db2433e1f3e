# VS Code: the extension is built and packaged once, then tested in its parts, in an extension host, and by a person.
# What cannot be had here is said, and skipped.
set(VSCODE ${CMAKE_CURRENT_LIST_DIR}/run)
set(VSCODE_EDITORS ${TREELINE_EDITORS_BUILD}/vscode)
add_test(NAME editors/fetch-vscode COMMAND ${CMAKE_CURRENT_LIST_DIR}/../fetch-vscode ${VSCODE_EDITORS})
set_tests_properties(editors/fetch-vscode PROPERTIES FIXTURES_SETUP vscode TIMEOUT 600 SKIP_RETURN_CODE 77)
foreach(PART build unit host session conditions)
  add_test(NAME editors/vscode_${PART} COMMAND ${VSCODE} ${PART} ${VSCODE_EDITORS} $<TARGET_FILE:treeline>)
endforeach()
set_tests_properties(editors/vscode_build PROPERTIES FIXTURES_SETUP vscode_extension TIMEOUT 300)
set_tests_properties(editors/vscode_unit PROPERTIES FIXTURES_REQUIRED vscode_extension TIMEOUT 120)
set_tests_properties(editors/vscode_host editors/vscode_session editors/vscode_conditions PROPERTIES
                     FIXTURES_REQUIRED "vscode;vscode_extension" TIMEOUT 400 SKIP_RETURN_CODE 77 PROCESSORS 2
                     ENVIRONMENT CAPTURES=${CMAKE_BINARY_DIR}/captures/vscode)
