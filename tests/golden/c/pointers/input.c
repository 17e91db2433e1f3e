typedef EGLint (EGLAPIENTRYP PFNEGLGETERRORPROC) (void);
typedef STACK_OF(DIST_POINT) CRL_DIST_POINTS;
typedef STACK_OF(DIST_POINT) *CRL_DIST_POINTS_P;
typedef void (CALLBACK *TIMERPROC)(HWND, UINT);
typedef int fn_t(int), (*fnp_t)(void);
objc_EXPORT IMP (*forward)(SEL);
imp_t (*plain)(SEL);
imp_t *(*star)(SEL) = NULL, *more;
IMP (*get_handler(int sig))(int) { return 0; }
struct api { void *(CCONV *get)(void *); unsigned a : 3, b : 4; int (*cb)(void), other[3]; };
int (*fp)(int), *p, arr[3];
