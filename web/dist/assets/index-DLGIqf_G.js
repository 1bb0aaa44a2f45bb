var e,t,n,r,i,a,o,s,c,l,u=Symbol.for(`pv`),d={},f=[],p=/^m(i|n|o|s|text|space)$/,m=Array.isArray,h=f.slice,g=Object.assign;function _(e){e&&e.parentNode&&e.remove()}function v(n,r,i,a,o){var s={type:n,props:r,key:i,ref:a,__k:null,__:null,__b:0,__e:null,__c:null,constructor:u,__v:o||++t,__i:-1,__u:0};return!o&&e.vnode&&e.vnode(s),s}function y(e){return e.children}function b(e,t){this.props=e,this.context=t,this.__g=0}function x(e,t){if(t==null)return e.__&&x(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!=`function`||e.props.__P?null:x(e)}function S(t){var n,r=t.__v,i=r.__e,a=[],o=[],s=t.__P;s&&((n=g({constructor:u},r)).__v=r.__v+1,e.vnode&&e.vnode(n),te(s,n,r,t.__n,s.namespaceURI,32&r.__u?[i]:null,a,i||x(r),32&r.__u,o),n.__v=r.__v,n.__.__k[n.__i]=n,ie(a,n,o),r.__=r.__e=null,n.__e!=i&&C(n))}function C(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),C(e)}function w(t){(8&t.__g||(t.__g|=8,n.push(t),i++))&&r==e.debounceRendering||((r=e.debounceRendering)||queueMicrotask)(T)}function T(){try{for(var e,t=1;n.length;)n.length>t&&n.sort(a),e=n.shift(),t=n.length,8&e.__g&&S(e)}finally{(i=n.length)&&(r||queueMicrotask)(T)}}function E(e,t,n,r,i,a,o,s,c,l,u){var p,m,h,g,_,v,y=r.__k||f,b=t.length;for(c=D(n,t,y,c,b),p=0;p<b;p++)(h=n.__k[p])!=null&&(m=~h.__i&&y[h.__i]||d,h.__i=p,v=te(e,h,m,i,a,o,s,c,l,u),g=h.__e,(m.ref!=h.ref||8&m.__u)&&(m.ref&&M(m.ref,null,h,m),h.ref&&u.push(h.ref,h.__c||g,h)),_||=g,4&h.__u?(c=O(h,c,e,!m.__v),m.__e&&(m.__e=null)):typeof h.type==`function`&&v!==void 0?c=v:g&&(c=g.nextSibling),h.__u&=-21);return n.__e=_,c}function D(e,t,n,r,i){var a,o,s,c,l,d,f,p,h,g=n.length,_=g,b=0,S=0,C=e.__k=Array(i);for(a=0;a<i;a++)(o=t[a])!=null&&typeof o!=`boolean`&&typeof o!=`function`?(typeof o!=`object`||o.constructor===String?o=C[a]=v(null,o):m(o)?o=C[a]=v(y,{children:o}):o.constructor===u&&o.__b?o=C[a]=v(o.type,o.props,o.key,o.ref,o.__v):C[a]=o,c=a+b,o.__=e,o.__b=e.__b+1,s=null,~(l=o.__i=k(o,n,c,_))&&(_--,(s=n[l])&&(s.__u|=2)),s&&s.__v?(o.__u|=16,l==c-1?b--:l==c+1?b++:l!=c&&(l>c?b--:b++,S=1)):(~l||(i>g?b--:i<g&&b++),typeof o.type!=`function`&&(o.__u|=4))):C[a]=null;if(S){for(d=[],f=[],a=0;a<i;a++)if((o=C[a])&&16&o.__u){for(b=0,p=d.length;b<p;)d[h=b+p>>1]<o.__i?b=h+1:p=h;d[b]=o.__i,f[a]=b+1}for(b=d.length;a--;)f[a]&&(f[a]==b?b--:C[a].__u|=4)}if(_)for(a=0;a<g;a++)!(s=n[a])||2&s.__u||(s.__e==r&&(r=x(s)),N(s,s));return r}function O(e,t,n,r){var i,a,o,s;if(typeof e.type==`function`){if(e.props.__P)return t;if(i=e.__k)for(a=0;a<i.length;a++)i[a]&&(i[a].__=e,t=O(i[a],t,n,!1));return t}for(t&&!t.parentNode&&(t=x(e))&&!t.parentNode&&(t=null),o=e.__e,s=t;s&&s.nodeType==8;)s=s.nextSibling;for(o!=s&&(!r&&n.moveBefore&&o.parentNode?n.moveBefore(o,t):n.insertBefore(o,t||null)),t=o;(t&&=t.nextSibling)&&t.nodeType==8&&!t.data.startsWith(`$s`););return t}function k(e,t,n,r){var i,a=e.key,o=e.type,s=t[n],c=s&&!(2&s.__u);if(s===null&&a==null||c&&a==s.key&&o==s.type)return n;if(r>+!!c){for(i=n-1;i>=0;i--)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i;for(i=n+1;i<t.length;i++)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i}return-1}function A(e,t,n){n??=``,t[0]==`-`?e.setProperty(t,n):e[t]=n}function j(e,t,n,r,i){var a,o;if(t==`style`){if(typeof n==`string`)e.style.cssText=n;else{if(typeof r==`string`&&(e.style.cssText=r=``),r)for(t in r)n&&t in n||A(e.style,t);if(n)for(t in n)r&&n[t]==r[t]||A(e.style,t,n[t])}}else if(t[0]==`o`&&t[1]==`n`)typeof n!=`function`&&(n=null),typeof r!=`function`&&(r=null),(e.__e||={})[t]=n,n&&r||(o=l[t]||(l[t]=ee(t)),(e.__a||={})[t]=c,a=t!=(t=t.replace(s,`$1`)),(t=t.slice(2))[0]<`a`&&(t=t.toLowerCase()),n?e.addEventListener(t,o,a):e.removeEventListener(t,o,a));else{if(i==`http://www.w3.org/2000/svg`)t=t.replace(/xlink(H|:h)/,`h`).replace(/sName$/,`s`);else if(t!=`width`&&t!=`height`&&t!=`href`&&t!=`list`&&t!=`form`&&t!=`tabIndex`&&t!=`download`&&t!=`rowSpan`&&t!=`colSpan`&&t!=`role`&&t!=`popover`&&t in e)try{e[t]=n??``;return}catch{}if(typeof n==`function`)return;n==null||!1===n&&t[4]!=`-`?e.removeAttribute(t):e.setAttribute(t,t==`popover`&&n==1?``:n)}}function ee(t){return function(n){var r=this.__e;if(r){if(r=r[t],n[o]==null)n[o]=c++;else if(n[o]<this.__a[t])return;return r(e.event?e.event(n):n)}}}function te(t,n,r,i,a,o,s,c,l,d){var p,h,v,S,C,w,T,D,O,k,A,j,ee,te,ie,M,P,F,I=n.type;if(n.constructor!==u)return null;128&r.__u&&(l=32&r.__u,p=r.__c.__z)&&(n.__u|=l,h=o=[],p.nodeType==8?c=ne(p,o):o.push(p),c=o[0]||c),(p=e.__b)&&p(n);n:if(typeof I==`function`){v=s.length;try{if(D=n.props,O=(p=I.prototype)&&p.render,k=(p=I.contextType)&&i[p.__c],A=p?k?k.props.value:p.__:i,(S=r.__c)?(n.__c=S,2&S.__g&&(S.__g|=1)):(O?n.__c=S=new I(D,A):(n.__c=S=new b(D,A),S.constructor=I,S.render=oe),k&&k.sub(S),S.state||(S.state={}),S.__n=i,S.__g|=8,S.__h=[],S.__k=[]),O&&(S.__s||(S.__s=S.state),I.getDerivedStateFromProps&&(S.__s==S.state&&(S.__s=g({},S.__s)),g(S.__s,I.getDerivedStateFromProps(D,S.__s)))),C=S.props,w=S.state,S.__v=n,r.__c){if(D!==C&&O&&!I.getDerivedStateFromProps&&S.componentWillReceiveProps&&S.componentWillReceiveProps(D,A),n.__v==r.__v&&!(8&S.__g)||!(4&S.__g)&&S.shouldComponentUpdate&&!1===S.shouldComponentUpdate(D,S.__s,A)){n.__v!=r.__v&&(S.props=D,S.state=S.__s,S.__g&=-9),n.__e=r.__e,n.__k=r.__k,n.__k.some(function(e){e&&(e.__=n)}),f.push.apply(S.__h,S.__k),S.__k=[],S.__h.length&&s.push(S),c=x(r);break n}S.componentWillUpdate&&S.componentWillUpdate(D,S.__s,A),O&&S.componentDidUpdate&&S.__h.push(function(){S.componentDidUpdate(C,w,T)})}else O&&!I.getDerivedStateFromProps&&S.componentWillMount&&S.componentWillMount(),O&&S.componentDidMount&&S.__h.push(S.componentDidMount);S.context=A,S.props=D,S.__P=t,S.__g&=-5,j=e.__r,ee=O?25:0;do S.__g&=-9,j&&j(n),p=S.render(S.props,S.state=S.__s,S.context);while(8&S.__g&&++ee<25);O&&(f.push.apply(S.__h,S.__k),S.__k=[]),S.state=S.__s,S.getChildContext&&(i=g({},i,S.getChildContext())),O&&r.__c&&S.getSnapshotBeforeUpdate&&(T=S.getSnapshotBeforeUpdate(C,w)),te=p&&p.type===y&&p.key==null?p.props.children:p,D.__P&&(p=c,a=(t=D.__P).namespaceURI,l=o=null,r.props&&r.props.__P!=t&&(r.__k.some(function(e){e&&N(e,e)}),r.__k=null),c=r.__k?x(r,0):null),c=E(t,m(te)?te:[te],n,r,i,a,o,s,c,l,d),D.__P&&(n.__e=null,c=p),n.__u&=-161,h&&h.some(_),S.__h.length&&s.push(S),1&S.__g&&(S.__g&=-4)}catch(t){if(s.length=v,n.__v=null,l||o){if(t&&t.then){if(n.__u|=128|l,o){for(~(P=o.indexOf(c||void 0))||(P=o.length);(F=o[P-1])&&F.nodeType==8;)P--;for(;P<o.length;P++)if(F=o[P]){if(o[P]=null,ie){if(F==M)break}else{if(F.nodeType!=8)break;F.data.startsWith(`$s`)&&(M=ne(ie=F))}}}if(!ie){for(;c&&c.nodeType==8&&c.nextSibling;)c=c.nextSibling;ie=c}(p=ne(ie=n.__c.__z||(n.__c.__z=ie)))?(n.__e=ie,c=p):n.__e=c,c&&=c.nextSibling}else o&&o.some(_)}else n.__e=r.__e;n.__k||=r.__k||[],t&&t.then||re(n),e.__e(t,n,r)}}else c=n.__e=ae(r.__e,n,r,i,a,o,s,l,d,t);return(p=e.diffed)&&p(n),c}function ne(e,t){if(e&&e.nodeType==8&&e.data.startsWith(`$s`))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith(`$s`))n++;else if(e.data.startsWith(`/$s`)&&!--n)return e}t&&t.push(e)}}function re(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(re))}function ie(t,n,r){for(var i=0;i<r.length;)M(r[i++],r[i++],r[i++]);e.__c&&e.__c(n,t),t.some(function(n){try{t=n.__h,n.__h=[],t.some(function(e){e.call(n)})}catch(t){e.__e(t,n.__v)}})}function ae(t,n,r,i,a,o,s,c,l,u){var f,g,v,y,b,S,C,w,T=r.props||d,D=n.props,O=n.type;if(O==`svg`?a=`http://www.w3.org/2000/svg`:O==`math`?a=`http://www.w3.org/1998/Math/MathML`:a||=`http://www.w3.org/1999/xhtml`,o){for(f=0;f<o.length;f++)if((b=o[f])&&(O?b.localName==O:b.nodeType==3)){t=b,o[f]=null;break}}if(!t){if(w=u.ownerDocument||document,!O)return w.createTextNode(D);t=w.createElementNS(a,O,D.is?D:u),c&&=(e.__m&&e.__m(n,o),!1),o=null}if(O){if(u=O==`template`&&t.content||t,o=O==`textarea`&&D.defaultValue!=null?null:o&&h.call(u.childNodes),!c&&o)for(T={},f=0;f<t.attributes.length;f++)T[(b=t.attributes[f]).name]=b.value;for(f in T)b=T[f],f==`dangerouslySetInnerHTML`?v=b:f==`children`||f in D||f==`value`&&`defaultValue`in D||f==`checked`&&`defaultChecked`in D||j(t,f,null,b,a);for(f in D)b=D[f],f==`children`?y=b:f==`dangerouslySetInnerHTML`?g=b:f==`value`?S=b:f==`checked`?C=b:c&&typeof b!=`function`||T[f]===b||j(t,f,b,T[f],a);g?(c||v&&(g.__html==v.__html||g.__html==t.innerHTML)||(t.innerHTML=g.__html),n.__k=[]):(v&&(t.textContent=``),(O==`foreignObject`||a==`http://www.w3.org/1998/Math/MathML`&&p.test(O))&&(a=`http://www.w3.org/1999/xhtml`),E(u,m(y)?y:[y],n,r,i,a,o,s,o?o[0]:r.__k&&x(r,0),c,l),o&&o.some(_)),c&&O!=`textarea`||(f=`value`,O==`progress`&&S==null?t.removeAttribute(f):S==null||S===t[f]&&(O!=`progress`||S)||j(t,f,S,T[f],a),f=`checked`,C!=null&&C!=t[f]&&j(t,f,C,T[f],a))}else T===D||c&&t.data==D||(t.data=D);return t}function M(t,n,r,i){try{typeof t==`function`?n?n.__x=t(n)||1:(i&&=i.__c||i.__e)&&(n=i.__x)&&(i.__x=null,typeof n==`function`?n():t(null)):t.current=n}catch(t){e.__e(t,r)}}function N(t,n,r){var i,a,o,s;if(e.unmount&&e.unmount(t),!(i=t.ref)||i.current&&i.current!=t.__e||M(i,null,n,t),i=t.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(t){e.__e(t,n)}i.__P=i.__n=null}if(i=t.__k)for(s=0;s<i.length;s++)i[s]&&N(i[s],n,typeof t.type!=`function`||r&&!t.props.__P);!r&&(i=t.__c)&&(i=i.__z)&&(a=ne(i,o=[]))&&(i==t.__e&&o.some(_),_(a),_(i)),r||_(t.__e),t.__e=t.__c=t.__=null}function oe(e,t,n){return this.constructor(e,n)}function P(t,n){var r,i,a,o;e.__&&e.__(t,n),n.nodeType==9&&(n=n.documentElement),i=(r=t&&32&t.__u)?null:n.__k,n.__k=v(y,{children:[t]}),a=[],o=[],te(n,n.__k,i||d,d,n.namespaceURI,i?null:n.firstChild?h.call(n.childNodes):null,a,i?i.__e:n.firstChild,r,o),ie(a,n.__k,o),n.__k.props.children=null}e={__e:function(e,t,n,r){for(var a,o,s;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((s=(o=a.constructor)&&o.getDerivedStateFromError)&&a.setState(o.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,r||{}),s=1),s&&8&a.__g)return void(a.__g|=2)}catch(t){e=t}}throw i=0,e}},t=0,b.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=g({},this.state)),typeof e==`function`&&(e=e(g({},n),this.props)),e&&(g(n,e),this.__v&&(t&&this.__k.push(t),w(this)))},b.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),w(this))},b.prototype.render=y,n=[],i=0,a=function(e,t){return e.__v.__b-t.__v.__b},o=Symbol(),s=/(PointerCapture)$|Capture$/i,c=0,l={};var F,I,se,ce,le=Object.is,ue=0,de=[],fe=[],L=e,pe=L.__b,me=L.__r,he=L.diffed,ge=L.__c,_e=L.unmount,ve=L.__;function ye(e,t){L.__h&&L.__h(I,e,ue||t),ue=0;var n=I.__H||(I.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function R(e){return ue=1,be(ke,e)}function be(e,t,n){var r=ye(F++,2);if(r.t=e,!r.__c&&(r.__=[n?n(t):ke(void 0,t),function(e){var t=(r.__N||r.__)[0],n=r.t(t,e);le(t,n)||(r.__N=[n,r.__[1]],r.__c.setState({}))}],r.__c=I,!I.__f)){I.__f=!0;var i=I.shouldComponentUpdate;I.shouldComponentUpdate=function(e,t,n){var r=this.__H;if(!r)return!0;var a=!1,o=this.props!=e;if(r.__.some(function(e){e.__N&&(a=!0,le(e.__[0],e.__N[0])||(o=!0))}),i){var s=i.call(this,e,t,n);return a?s||o:s}return!a||o}}return r.__}function z(e,t){var n=ye(F++,3);!L.__s&&Oe(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,I.__H.__h.push(n))}function B(e){return ue=5,xe(function(){return{current:e}},[])}function xe(e,t){var n=ye(F++,7);return Oe(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function Se(){var e;do{for(;e=fe.shift();)try{Ee(e)}catch(t){L.__e(t,{__:(e=e.__P)&&e.__v})}for(;e=de.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Ee),t.__h.some(De),t.__h=[]}catch(n){t.__h=[],L.__e(n,e.__v)}}}while(fe.length)}L.__b=function(e){I=null,pe&&pe(e)},L.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),ve&&ve(e,t)},L.__r=function(e){me&&me(e),F=0;var t=(I=e.__c).__H;t&&(se==I?I.__h=[]:(t.__h.some(Ee),t.__h.some(De),F=0),t.__h=[],t.__.some(function(e){e.__N&&(e.__=e.__N),e.u=e.__N=void 0})),se=I},L.diffed=function(e){he&&he(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Te(de.push(t)),t.__H.__.some(function(e){e.u&&(e.__H=e.u)})),se=I=null},L.__c=function(e,t){t.some(function(e){try{e.__h.some(Ee),e.__h=e.__h.filter(function(e){return!e.__||De(e)})}catch(t){e.__h=[function(){throw t}]}}),ge&&ge(e,t)},L.unmount=function(e){_e&&_e(e);var t,n,r=e.__c;r&&r.__H&&(r.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n&&=n.__c}r.__P=n,Te(fe.push(r))}else Ee(r)}catch(e){t=e}}),r.__H=void 0,t&&L.__e(t,r.__v))};var Ce=typeof requestAnimationFrame==`function`;function we(e){var t,n=function(){clearTimeout(r),Ce&&cancelAnimationFrame(t),setTimeout(e)},r=setTimeout(n,35);Ce&&(t=requestAnimationFrame(n))}function Te(e){e!=1&&ce==L.requestAnimationFrame||((ce=L.requestAnimationFrame)||we)(Se)}function Ee(e){var t=I,n=e.__c;typeof n==`function`&&(e.__c=void 0,n()),I=t}function De(e){var t=I;e.__c=e.__(),I=t}function Oe(e,t){return!e||e.length!=t.length||t.some(function(t,n){return!le(t,e[n])})}function ke(e,t){return typeof t==`function`?t(e):t}function Ae(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function je(e){return Ae(e)===`object`}function Me(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function Ne(e,t){return e.length<124?e:t}var Pe=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(Pe||{}),Fe=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))(Fe||{});function Ie(e){if(!je(e))throw Error(`Message is expected to be an object, but got ${Ae(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${Ae(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!je(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Ae(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!je(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${Ae(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${Ae(e.payload.query)}`);if(e.payload.variables!=null&&!je(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${Ae(e.payload.variables)}`);if(e.payload.operationName!=null&&Ae(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${Ae(e.payload.operationName)}`);if(e.payload.extensions!=null&&!je(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${Ae(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Ae(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!je(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${Ae(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Ae(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!Me(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${Ae(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function Le(e,t){return Ie(typeof e==`string`?JSON.parse(e,t):e)}function Re(e,t){return Ie(e),JSON.stringify(e,t)}function ze(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=Ve,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:g}=e,_;if(p){if(!Ue(p))throw Error(`Invalid WebSocket implementation provided`);_=p}else typeof WebSocket<`u`?_=WebSocket:typeof global<`u`?_=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(_=window.WebSocket||window.MozWebSocket);if(!_)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let v=_,y=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function b(e){let t=[y.on(`error`,n=>{t.forEach(e=>e()),e(n)}),y.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let x,S=0,C,w=!1,T=0,E=!1;async function D(){clearTimeout(C);let[e,r]=await(x??=new Promise((e,r)=>(async()=>{if(w){if(await u(T),!S)return x=void 0,r({code:1e3,reason:`All Subscriptions Gone`});T++}y.emit(`connecting`,w);let i=new v(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===v.OPEN&&(i.send(Re({type:Fe.Ping})),y.emit(`ping`,!1,void 0))},o))}b(e=>{x=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof Be&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>y.emit(`error`,e),i.onclose=e=>y.emit(`closed`,e),i.onopen=async()=>{try{y.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==v.OPEN)return;i.send(Re(e?{type:Fe.ConnectionInit,payload:e}:{type:Fe.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(Pe.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){y.emit(`error`,e),i.close(Pe.InternalClientError,Ne(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=Le(t,g);if(y.emit(`message`,n),n.type===`ping`||n.type===`pong`){y.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(Re(n.payload?{type:Fe.Pong,payload:n.payload}:{type:Fe.Pong},h)),y.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==Fe.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,y.emit(`connected`,i,n.payload,w),w=!1,T=0;let r=new Promise((e,t)=>b(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,y.emit(`error`,e),i.close(Pe.BadResponse,Ne(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===v.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=b(n);e.readyState!==v.OPEN&&r.catch(n),l.then(()=>{if(i(),!S){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(C),C=setTimeout(()=>{!S&&e.readyState===v.OPEN&&t()},a)):t()}t()})})]}function O(e){if(Ve(e)&&(He(e.code)||[Pe.InternalServerError,Pe.InternalClientError,Pe.BadRequest,Pe.BadResponse,Pe.Unauthorized,Pe.SubprotocolNotAcceptable,Pe.SubscriberAlreadyExists,Pe.TooManyInitialisationRequests].includes(e.code)))throw e;if(E)return!1;if(Ve(e)&&e.code===1e3)return S>0;if(!l||T>=l||!d(e))throw e;return w=!0}r||(async()=>{for(S++;;)try{let[,,e]=await D();await e}catch(e){try{if(!O(e))return}catch(e){return i?.(e)}}})();function k(e,t){let n=m(e),r=!1,i=!1,a=()=>{S--,r=!0};return(async()=>{for(S++;;)try{let[o,s,c]=await D();if(r)return c.catch(()=>{}),s();let l=y.onMessage(n,e=>{switch(e.type){case Fe.Next:t.next(e.payload);return;case Fe.Error:i=!0,r=!0,t.error(e.payload),a();return;case Fe.Complete:r=!0,a();return}});o.send(Re({id:n,type:Fe.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===v.OPEN&&o.send(Re({id:n,type:Fe.Complete},h)),S--,r=!0,s()},await c.finally(l);return}catch(e){if(!O(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:y.on,subscribe:k,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=k(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(E=!0,x){let[e]=await x;e.close(1e3,`Normal Closure`)}},terminate(){x&&y.emit(`closed`,new Be)}}}var Be=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function Ve(e){return je(e)&&`code`in e&&`reason`in e}function He(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function Ue(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var We=`throughline.token`;async function Ge(){let e=await fetch(`/demo/session.json`).then(e=>e.ok?e.json():null).catch(()=>null),t=localStorage.getItem(We);if(e){let t=new URLSearchParams(location.search).get(`role`)??localStorage.getItem(`throughline.role`)??`pmo`,n=e.tokens[t]?t:Object.keys(e.tokens)[0];return{token:e.tokens[n],role:n,tokens:e.tokens}}return t?{token:t,role:``,tokens:{}}:null}var Ke=e=>localStorage.setItem(We,e),qe=()=>localStorage.removeItem(We),Je=class extends Error{code;constructor(e,t){super(e),this.code=t}};async function Ye(e,t,n,r){let i=await fetch(`/graphql`,{method:`POST`,headers:{"content-type":`application/json`,accept:`application/graphql-response+json, application/json;q=0.9`,authorization:`Bearer ${e.token}`},body:JSON.stringify({query:t.toString(),variables:n}),signal:r}).catch(e=>{throw e instanceof DOMException&&e.name===`AbortError`?e:new Je(`The hub does not answer. It may be restarting; this page tries again by itself.`,`UNREACHABLE`)}),a=await i.json().catch(()=>null),o=a?.errors?.[0];if(!a||o&&!a.data)throw new Je(o?.message??`The hub answered ${i.status}.`,o?.extensions?.code??String(i.status));return a.data}function Xe(e,t,n,r=3e4){let[i,a]=R({kind:`loading`}),[o,s]=R(0),c=JSON.stringify(n);return z(()=>{let i=new AbortController;a(e=>({kind:`loading`,before:e.kind===`ready`?e.data:e.before}));let o=()=>Ye(e,t,n,i.signal).then(e=>a({kind:`ready`,data:e})).catch(e=>{i.signal.aborted||a(t=>({kind:`error`,error:e instanceof Je?e:new Je(String(e),`PAGE`),before:t.kind===`ready`?t.data:t.before}))});o();let s=setInterval(o,r);return()=>{i.abort(),clearInterval(s)}},[e.token,t,c,o,r]),{...i,again:()=>s(e=>e+1)}}var Ze;function Qe(e){if(Ze?.token!==e){Ze?.client.dispose();let t={token:e,open:!1,client:ze({url:`${location.protocol===`https:`?`wss`:`ws`}://${location.host}/graphql/ws`,connectionParams:{authorization:`Bearer ${e}`},keepAlive:15e3,retryAttempts:1/0,shouldRetry:()=>!0,lazy:!0,on:{connected:()=>void(t.open=!0),closed:()=>void(t.open=!1)}})};Ze=t}return Ze}function $e(e,t,n,r,i){let[a,o]=R(!1),s=JSON.stringify(n);return z(()=>{let a=!1,s,c=()=>{},l,{client:u,open:d}=Qe(e.token);o(d);let f=[u.on(`connected`,()=>o(!0)),u.on(`closed`,()=>o(!1))],p=()=>{let e={...n,after:s??n.after};c=u.subscribe({query:t.toString(),variables:e},{next:t=>{t.data&&(s=r(t.data)??s,e.after=s??e.after,o(!0),i(t.data))},error:()=>{a||(l=setTimeout(p,2e3))},complete:()=>{a||(l=setTimeout(p,2e3))}})};return p(),()=>{a=!0,clearTimeout(l),c();for(let e of f)e()}},[e.token,t,s]),a}var et=(e,t)=>Number(e).toLocaleString(void 0,{minimumFractionDigits:t,maximumFractionDigits:t});function tt(e,t=!1){if(!e||e.value==null)return`–`;switch(e.unit){case`POINTS`:return`${et(String(Number(e.value)*100),1)} pts`;case`RATIO`:return`${et(String(Number(e.value)*100),1)} %`;case`MONEY`:return nt(e.value,e.currency,t);case`DAYS`:return`${et(e.value,1)} d`;case`HOURS`:return`${et(e.value,+!t)} h`;case`COUNT`:return et(e.value,0);default:return et(e.value,2)}}function nt(e,t,n=!1){if(e==null)return`–`;let r=t?{style:`currency`,currency:t}:{};return Number(e).toLocaleString(void 0,n?{...r,notation:`compact`,maximumSignificantDigits:3}:r)}var rt={NO_RATE:`an exchange rate is missing`,NO_ESTIMATE:`an estimate to complete is missing`,NO_SOURCE:`no connected system carries this`,TOO_FEW:`too few observations`,ZERO_REVENUE:`there is no revenue`,NEGATIVE_REVENUE:`revenue is negative`,ZERO_CAPACITY:`there is no capacity`,STALE:`a source is late`,LOADING:`the first load is under way`,UNPROVEN:`a source is unproven`,MISSING_COST_RATE:`a cost rate is missing`,MISSING_BILL_RATE:`a bill rate is missing`,MORE_THAN:`more days than the history holds`},it=e=>(e.reasons??[]).map(e=>rt[e]??e.toLowerCase().replaceAll(`_`,` `)).join(`; `),V=e=>{let t=e.replaceAll(`_`,` `).toLowerCase();return t.charAt(0).toUpperCase()+t.slice(1)};function H(e,t=Date.now()){if(!e)return`never`;let n=Math.max(0,(t-Date.parse(e))/1e3);return n<90?`${Math.round(n)} s ago`:n<5400?`${Math.round(n/60)} min ago`:n<129600?`${Math.round(n/3600)} h ago`:`${Math.round(n/86400)} d ago`}var at=e=>e.toISOString().slice(0,10);function ot(e=new Date){let t=e.getUTCFullYear(),n=e.getUTCMonth(),r=Math.floor(n/3)*3,i=(e,n)=>({from:at(new Date(Date.UTC(t,e,1))),to:at(new Date(Date.UTC(t,n+1,0)))});return{"This month":i(n,n),"Last month":i(n-1,n-1),"This quarter":i(r,r+2),"Last quarter":i(r-3,r-1),"Last 12 months":i(n-11,n),"This year":i(0,11),"Last year":i(-12,-1)}}var st=e=>new Date(`${e.slice(0,7)}-01T00:00:00Z`).toLocaleDateString(void 0,{month:`short`,year:`2-digit`,timeZone:`UTC`}),ct={salesforce:`Salesforce`,netsuite:`NetSuite`,kantata:`Kantata`},lt=e=>ct[e]??V(e),ut=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}},dt=new ut(`
    fragment Value on MetricValue {
  key
  value
  unit
  currency
  numerator
  denominator
  state
  reasons
  population
  excludedByPermission
  excluded {
    reason
    count
  }
  parts {
    name
    value
    unit
    state
  }
}
    `,{fragmentName:`Value`}),ft=new ut(`
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  openedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}
    `,{fragmentName:`Trouble`}),pt=new ut(`
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}
    `,{fragmentName:`Paying`}),mt={"\n  query Viewer {\n    viewer {\n      subject\n      roles {\n        role\n      }\n      permissions\n    }\n  }\n":new ut(`
    query Viewer {
  viewer {
    subject
    roles {
      role
    }
    permissions
  }
}
    `),"\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) {\n      nodes {\n        values {\n          ...Value\n          compared {\n            value\n            difference\n            state\n          }\n        }\n      }\n    }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) {\n      nodes {\n        period {\n          from\n          to\n        }\n        values {\n          key\n          value\n          state\n        }\n      }\n    }\n  }\n":new ut(`
    query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {
  metrics(
    keys: $keys
    period: {from: $from, to: $to}
    compareWith: PREVIOUS_PERIOD
  ) {
    nodes {
      values {
        ...Value
        compared {
          value
          difference
          state
        }
      }
    }
  }
  trend: metrics(
    keys: $keys
    period: {from: $from, to: $to}
    grain: MONTH
    first: 60
  ) {
    nodes {
      period {
        from
        to
      }
      values {
        key
        value
        state
      }
    }
  }
}
    fragment Value on MetricValue {
  key
  value
  unit
  currency
  numerator
  denominator
  state
  reasons
  population
  excludedByPermission
  excluded {
    reason
    count
  }
  parts {
    name
    value
    unit
    state
  }
}`),"\n  fragment Value on MetricValue {\n    key\n    value\n    unit\n    currency\n    numerator\n    denominator\n    state\n    reasons\n    population\n    excludedByPermission\n    excluded {\n      reason\n      count\n    }\n    parts {\n      name\n      value\n      unit\n      state\n    }\n  }\n":dt,"\n  query Grouped(\n    $keys: [String!]!\n    $by: [Dimension!]!\n    $from: Date!\n    $to: Date!\n    $order: [MetricOrder!]\n    $where: MetricFilter\n    $first: Int\n    $grain: Grain\n  ) {\n    metrics(\n      keys: $keys\n      groupBy: $by\n      grain: $grain\n      period: { from: $from, to: $to }\n      orderBy: $order\n      where: $where\n      first: $first\n      totals: true\n    ) {\n      totalCount\n      asOf\n      knownAt\n      sequence\n      sources {\n        system\n        watermark\n        complete\n      }\n      nodes {\n        kind\n        period {\n          from\n          to\n        }\n        dimensions {\n          dimension\n          id\n          label\n        }\n        values {\n          ...Value\n        }\n      }\n    }\n  }\n":new ut(`
    query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $where: MetricFilter, $first: Int, $grain: Grain) {
  metrics(
    keys: $keys
    groupBy: $by
    grain: $grain
    period: {from: $from, to: $to}
    orderBy: $order
    where: $where
    first: $first
    totals: true
  ) {
    totalCount
    asOf
    knownAt
    sequence
    sources {
      system
      watermark
      complete
    }
    nodes {
      kind
      period {
        from
        to
      }
      dimensions {
        dimension
        id
        label
      }
      values {
        ...Value
      }
    }
  }
}
    fragment Value on MetricValue {
  key
  value
  unit
  currency
  numerator
  denominator
  state
  reasons
  population
  excludedByPermission
  excluded {
    reason
    count
  }
  parts {
    name
    value
    unit
    state
  }
}`),"\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount\n      sum\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        kind\n        id\n        on\n        amount\n        hours\n        rateBasis\n        provenance {\n          system\n          externalId\n          runId\n          payloadHash\n          receivedAt\n          mappingVersion\n          correlationId\n        }\n      }\n    }\n  }\n":new ut(`
    query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {
  contributions(
    metric: $key
    dimensions: $dimensions
    period: {from: $from, to: $to}
    first: $first
    after: $after
  ) {
    totalCount
    sum
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      kind
      id
      on
      amount
      hours
      rateBasis
      provenance {
        system
        externalId
        runId
        payloadHash
        receivedAt
        mappingVersion
        correlationId
      }
    }
  }
}
    `),"\n  query Integration {\n    connections {\n      id\n      vendor\n      paused\n      circuit\n      errorCode\n      errorDetail\n    }\n    streams(first: 200) {\n      nodes {\n        connection\n        stream\n        state\n        rows\n        watermarkAt\n        lastOkAt\n        lastRunAt\n        nextRunAt\n        attempt\n        deadLetters\n      }\n    }\n  }\n":new ut(`
    query Integration {
  connections {
    id
    vendor
    paused
    circuit
    errorCode
    errorDetail
  }
  streams(first: 200) {
    nodes {
      connection
      stream
      state
      rows
      watermarkAt
      lastOkAt
      lastRunAt
      nextRunAt
      attempt
      deadLetters
    }
  }
}
    `),"\n  query Exceptions($first: Int) {\n    exceptions(first: $first) {\n      totalCount\n      nodes {\n        ...Trouble\n      }\n    }\n  }\n":new ut(`
    query Exceptions($first: Int) {
  exceptions(first: $first) {
    totalCount
    nodes {
      ...Trouble
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  openedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`),"\n  fragment Trouble on Exception {\n    id\n    rule\n    severity\n    state\n    title\n    customer {\n      id\n      name\n    }\n    project {\n      id\n      name\n    }\n    evidence {\n      name\n      value\n    }\n    detail\n    hint\n    amount {\n      amount\n      currency\n    }\n    amountGroup {\n      amount\n      currency\n    }\n    daysWaiting\n    owner\n    assignee\n    detectedAt\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    deadlineAt\n    resolution\n    reason\n    maskedFields {\n      field\n      class\n      rule\n    }\n  }\n":ft,"\n  subscription ExceptionEvents($after: String) {\n    exceptions(after: $after) {\n      cursor\n      exception {\n        ...Trouble\n      }\n    }\n  }\n":new ut(`
    subscription ExceptionEvents($after: String) {
  exceptions(after: $after) {
    cursor
    exception {
      ...Trouble
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  openedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`),"\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) {\n    acknowledgeException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n":new ut(`
    mutation Acknowledge($input: AcknowledgeExceptionInput!) {
  acknowledgeException(input: $input) {
    exception {
      ...Trouble
    }
    userErrors {
      message
      code
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  openedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`),"\n  mutation Assign($input: AssignExceptionInput!) {\n    assignException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n":new ut(`
    mutation Assign($input: AssignExceptionInput!) {
  assignException(input: $input) {
    exception {
      ...Trouble
    }
    userErrors {
      message
      code
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  openedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`),"\n  mutation Resolve($input: ResolveExceptionInput!) {\n    resolveException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n":new ut(`
    mutation Resolve($input: ResolveExceptionInput!) {
  resolveException(input: $input) {
    exception {
      ...Trouble
    }
    userErrors {
      message
      code
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  openedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`),"\n  query Customers($first: Int) {\n    customers(first: $first, orderBy: { field: NAME }) {\n      totalCount\n      nodes {\n        id\n        name\n        paymentStatus {\n          ...Paying\n        }\n      }\n    }\n  }\n":new ut(`
    query Customers($first: Int) {
  customers(first: $first, orderBy: {field: NAME}) {
    totalCount
    nodes {
      id
      name
      paymentStatus {
        ...Paying
      }
    }
  }
}
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}`),"\n  query Account($id: ID!) {\n    customer(id: $id) {\n      id\n      name\n      number\n      currency\n      status\n      paymentStatus {\n        ...Paying\n      }\n      invoices(first: 20, orderBy: { field: ISSUED_ON, direction: DESC }) {\n        nodes {\n          id\n          number\n          document\n          status\n          issuedOn\n          dueOn\n          total {\n            amount\n            currency\n          }\n          openAmount {\n            amount\n            currency\n          }\n        }\n      }\n      maskedFields {\n        field\n        class\n        rule\n      }\n    }\n  }\n":new ut(`
    query Account($id: ID!) {
  customer(id: $id) {
    id
    name
    number
    currency
    status
    paymentStatus {
      ...Paying
    }
    invoices(first: 20, orderBy: {field: ISSUED_ON, direction: DESC}) {
      nodes {
        id
        number
        document
        status
        issuedOn
        dueOn
        total {
          amount
          currency
        }
        openAmount {
          amount
          currency
        }
      }
    }
    maskedFields {
      field
      class
      rule
    }
  }
}
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}`),"\n  fragment Paying on PaymentStatus {\n    status\n    daysPastDue\n    openAmount {\n      amount\n      currency\n    }\n    overdueAmount {\n      amount\n      currency\n    }\n    lastPaidOn\n    changedAt\n  }\n":pt,"\n  subscription PaymentEvents($after: String) {\n    paymentStatus(after: $after) {\n      cursor\n      customerId\n      customerName\n      paymentStatus {\n        ...Paying\n      }\n    }\n  }\n":new ut(`
    subscription PaymentEvents($after: String) {
  paymentStatus(after: $after) {
    cursor
    customerId
    customerName
    paymentStatus {
      ...Paying
    }
  }
}
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}`)};function ht(e){return mt[e]??{}}ht(`
  query Viewer {
    viewer {
      subject
      roles {
        role
      }
      permissions
    }
  }
`);var gt=ht(`
  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {
    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) {
      nodes {
        values {
          ...Value
          compared {
            value
            difference
            state
          }
        }
      }
    }
    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) {
      nodes {
        period {
          from
          to
        }
        values {
          key
          value
          state
        }
      }
    }
  }
`);ht(`
  fragment Value on MetricValue {
    key
    value
    unit
    currency
    numerator
    denominator
    state
    reasons
    population
    excludedByPermission
    excluded {
      reason
      count
    }
    parts {
      name
      value
      unit
      state
    }
  }
`);var _t=ht(`
  query Grouped(
    $keys: [String!]!
    $by: [Dimension!]!
    $from: Date!
    $to: Date!
    $order: [MetricOrder!]
    $where: MetricFilter
    $first: Int
    $grain: Grain
  ) {
    metrics(
      keys: $keys
      groupBy: $by
      grain: $grain
      period: { from: $from, to: $to }
      orderBy: $order
      where: $where
      first: $first
      totals: true
    ) {
      totalCount
      asOf
      knownAt
      sequence
      sources {
        system
        watermark
        complete
      }
      nodes {
        kind
        period {
          from
          to
        }
        dimensions {
          dimension
          id
          label
        }
        values {
          ...Value
        }
      }
    }
  }
`),vt=ht(`
  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {
    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {
      totalCount
      sum
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        kind
        id
        on
        amount
        hours
        rateBasis
        provenance {
          system
          externalId
          runId
          payloadHash
          receivedAt
          mappingVersion
          correlationId
        }
      }
    }
  }
`),yt=ht(`
  query Integration {
    connections {
      id
      vendor
      paused
      circuit
      errorCode
      errorDetail
    }
    streams(first: 200) {
      nodes {
        connection
        stream
        state
        rows
        watermarkAt
        lastOkAt
        lastRunAt
        nextRunAt
        attempt
        deadLetters
      }
    }
  }
`),bt=ht(`
  query Exceptions($first: Int) {
    exceptions(first: $first) {
      totalCount
      nodes {
        ...Trouble
      }
    }
  }
`);ht(`
  fragment Trouble on Exception {
    id
    rule
    severity
    state
    title
    customer {
      id
      name
    }
    project {
      id
      name
    }
    evidence {
      name
      value
    }
    detail
    hint
    amount {
      amount
      currency
    }
    amountGroup {
      amount
      currency
    }
    daysWaiting
    owner
    assignee
    detectedAt
    openedAt
    acknowledgedAt
    resolvedAt
    deadlineAt
    resolution
    reason
    maskedFields {
      field
      class
      rule
    }
  }
`);var xt=ht(`
  subscription ExceptionEvents($after: String) {
    exceptions(after: $after) {
      cursor
      exception {
        ...Trouble
      }
    }
  }
`),St=ht(`
  mutation Acknowledge($input: AcknowledgeExceptionInput!) {
    acknowledgeException(input: $input) {
      exception {
        ...Trouble
      }
      userErrors {
        message
        code
      }
    }
  }
`),Ct=ht(`
  mutation Assign($input: AssignExceptionInput!) {
    assignException(input: $input) {
      exception {
        ...Trouble
      }
      userErrors {
        message
        code
      }
    }
  }
`),wt=ht(`
  mutation Resolve($input: ResolveExceptionInput!) {
    resolveException(input: $input) {
      exception {
        ...Trouble
      }
      userErrors {
        message
        code
      }
    }
  }
`),Tt=ht(`
  query Customers($first: Int) {
    customers(first: $first, orderBy: { field: NAME }) {
      totalCount
      nodes {
        id
        name
        paymentStatus {
          ...Paying
        }
      }
    }
  }
`),Et=ht(`
  query Account($id: ID!) {
    customer(id: $id) {
      id
      name
      number
      currency
      status
      paymentStatus {
        ...Paying
      }
      invoices(first: 20, orderBy: { field: ISSUED_ON, direction: DESC }) {
        nodes {
          id
          number
          document
          status
          issuedOn
          dueOn
          total {
            amount
            currency
          }
          openAmount {
            amount
            currency
          }
        }
      }
      maskedFields {
        field
        class
        rule
      }
    }
  }
`);ht(`
  fragment Paying on PaymentStatus {
    status
    daysPastDue
    openAmount {
      amount
      currency
    }
    overdueAmount {
      amount
      currency
    }
    lastPaidOn
    changedAt
  }
`);var Dt=ht(`
  subscription PaymentEvents($after: String) {
    paymentStatus(after: $after) {
      cursor
      customerId
      customerName
      paymentStatus {
        ...Paying
      }
    }
  }
`),Ot=Symbol.for(`pv`),kt=0;Array.isArray;function U(t,n,r,i,a,o){n||={};var s,c,l=n;if(`ref`in l&&typeof t!=`function`)for(c in l={},n)c==`ref`?s=n[c]:l[c]=n[c];var u={type:t,props:l,key:r,ref:s,__k:null,__:null,__b:0,__e:null,__c:null,constructor:Ot,__v:--kt,__i:-1,__u:0};return(a||o)&&(u.__source=a,u.__self=o),e.vnode&&e.vnode(u),u}function At({title:e,onClose:t,children:n}){let r=B(null);return z(()=>{let e=document.activeElement;return r.current?.showModal(),()=>e?.focus?.()},[]),U(`dialog`,{ref:r,"aria-label":e,onClose:t,onClick:e=>{e.target===r.current&&r.current?.close()},children:[U(`header`,{children:[U(`h2`,{children:e}),U(`button`,{onClick:()=>r.current?.close(),children:`Close`})]}),n]})}function jt({rows:e=4}){return U(`div`,{role:`status`,"aria-label":`Loading`,class:`panel`,style:{border:0,padding:0},children:Array.from({length:e},(e,t)=>U(`div`,{class:`skeleton`,style:{width:`${92-t*9}%`}},t))})}var Mt=({children:e})=>U(`div`,{class:`state`,children:e});function Nt({answer:e,children:t}){let n=e.kind===`ready`?e.data:e.before;return U(y,{children:[e.kind===`error`&&U(`div`,{class:`state error`,role:`alert`,children:[U(`strong`,{children:n?`These numbers could not be refreshed.`:`This could not be loaded.`}),U(`span`,{children:e.error.message}),U(`button`,{onClick:e.again,children:`Try again`})]}),n?t(n):e.kind===`loading`?U(jt,{}):null]})}function Pt({of:e,brief:t}){return e?e.state===`MASKED`?U(`span`,{class:`masked`,title:`Your role does not see this figure`,children:`hidden`}):e.state===`EMPTY`?U(`span`,{class:`masked`,title:`Nothing to measure in this period`,children:`none`}):e.state===`UNDEFINED`?U(`span`,{class:`masked`,title:`Not defined: ${it(e)}`,children:[`n/a`,U(`span`,{class:`vh`,children:[` (`,it(e),`)`]})]}):U(`span`,{children:[tt(e,t),e.state===`PARTIAL`&&U(`sup`,{title:`Partial: ${it(e)}`,class:`down`,"aria-label":`partial, ${it(e)}`,children:`*`})]}):U(`span`,{class:`masked`,children:`–`})}function Ft({count:e,names:t}){return!e&&!t?.length?null:U(`p`,{class:`note`,children:[t?.length?`Hidden for your role: ${t.join(`, `)}. `:``,e?`${e} rows are in scope but their amounts are not shown to you.`:``]})}function It({on:e}){return U(`span`,{class:`live`,role:`status`,children:[U(`span`,{class:`dot ${e?`on`:`off`}`}),e?`Live`:`Reconnecting`]})}function Lt(e=`Last 12 months`){let t=ot(),[n,r]=R(sessionStorage.getItem(`throughline.period`)??e);return[t[n]??t[e],U(`label`,{children:[`Period`,U(`select`,{value:n,onChange:e=>{r(e.currentTarget.value),sessionStorage.setItem(`throughline.period`,e.currentTarget.value)},children:Object.keys(t).map(e=>U(`option`,{children:e},e))})]})]}function Rt({title:e,children:t,controls:n}){return U(`div`,{class:`head`,children:[U(`div`,{children:[U(`h1`,{tabIndex:-1,children:e}),U(`p`,{children:t})]}),U(`div`,{class:`controls`,children:n})]})}function zt({label:e,value:t,of:n,set:r}){return U(`label`,{children:[e,U(`select`,{value:t,onChange:e=>r(e.currentTarget.value),children:n.map(e=>U(`option`,{value:e,children:V(e)},e))})]})}function Bt({of:e,name:t,onOpen:n,brief:r}){return!n||e?.value==null?U(Pt,{of:e,brief:r}):U(`button`,{class:`link`,"aria-label":t?`${t}: ${tt(e)}`:void 0,onClick:n,children:U(Pt,{of:e,brief:r})})}function Vt({session:e,cell:t,onClose:n}){let[r,i]=R(50),a=Xe(e,vt,{key:t.key,dimensions:t.dimensions,from:t.range.from,to:t.range.to,first:r},6e5);return U(At,{title:`${V(t.key)}: ${t.title}`,onClose:n,children:U(Nt,{answer:a,children:({contributions:e})=>{let t=e.nodes.some(e=>e.hours!=null);return U(y,{children:[U(`p`,{class:`note`,children:[e.nodes.length,` of `,e.totalCount,` rows; all of them sum to `,nt(String(e.sum),null),`.`]}),U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:`Day`}),U(`th`,{children:`Kind`}),U(`th`,{children:`Record`}),U(`th`,{class:`n`,children:`Amount`}),t&&U(`th`,{class:`n`,children:`Hours`}),U(`th`,{children:`Source`}),U(`th`,{children:`Received`})]})}),U(`tbody`,{children:e.nodes.map((e,n)=>U(`tr`,{children:[U(`td`,{children:String(e.on??``)}),U(`td`,{children:V(e.kind)}),U(`td`,{children:U(`code`,{children:e.id??`–`})}),U(`td`,{class:`n`,children:nt(String(e.amount),null)}),t&&U(`td`,{class:`n`,children:e.hours==null?``:String(e.hours)}),U(`td`,{children:e.provenance?`${e.provenance.system} ${e.provenance.externalId}`:``}),U(`td`,{children:e.provenance&&U(`span`,{title:`Sync run ${e.provenance.runId}, payload ${e.provenance.payloadHash}`,children:[H(String(e.provenance.receivedAt)),`, run `,String(e.provenance.runId)]})})]},e.id??n))})]})}),e.pageInfo.hasNextPage&&(r<200?U(`button`,{onClick:()=>i(200),children:`Show more rows`}):U(`p`,{class:`note`,children:`The first 200 rows are shown; the API pages through all of them.`}))]})}})})}var Ht=[`DISPUTED`,`OVERDUE_121`,`OVERDUE_120`,`OVERDUE_90`,`OVERDUE_60`,`OVERDUE_30`,`ON_HOLD`,`DUE_SOON`,`UNKNOWN`,`CURRENT`],Ut=e=>{let t=Ht.indexOf(e??``);return t<0?Ht.length:t},Wt={30:`1–30`,60:`31–60`,90:`61–90`,120:`91–120`,121:`over 120`},Gt=e=>e.startsWith(`OVERDUE_`)?`Overdue ${Wt[e.slice(8)]??e.slice(8)} days`:V(e),Kt=e=>e?nt(String(e.amount),String(e.currency)):U(`span`,{class:`masked`,children:`hidden`});function qt({of:e,large:t}){return U(`span`,{class:`tag ${e?.startsWith(`OVERDUE`)||e===`DISPUTED`?`bad`:e===`CURRENT`?`good`:`warn`}`,style:t?{fontSize:`1rem`}:{},"data-testid":`payment-status`,children:e?Gt(e):`No invoice yet`})}function Jt(e,t){let[n,r]=R(new Map);return[n,$e(e,Dt,{after:null},e=>e.paymentStatus.cursor,({paymentStatus:e})=>{r(t=>new Map(t).set(String(e.customerId),e.paymentStatus)),t?.(String(e.customerId))})]}function Yt({session:e,rest:t}){return t?U(Zt,{session:e,id:t},t):U(Xt,{session:e})}function Xt({session:e}){let t=Xe(e,Tt,{first:200},6e4),[n,r]=Jt(e);return U(y,{children:[U(Rt,{title:`Accounts`,controls:U(It,{on:r}),children:`Payment status, as the ledger gives it: the worst open invoice decides. The worst accounts stand first.`}),U(`section`,{class:`panel`,children:U(Nt,{answer:t,children:({customers:e})=>{let t=e.nodes.map(e=>({...e,paying:n.get(e.id)??e.paymentStatus})).sort((e,t)=>Ut(e.paying?.status)-Ut(t.paying?.status)||e.name.localeCompare(t.name));return t.length===0?U(Mt,{children:`Your role sees no accounts.`}):U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`caption`,{children:[e.totalCount,` accounts`]}),U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:`Account`}),U(`th`,{children:`Payment status`}),U(`th`,{class:`n`,children:`Open`}),U(`th`,{class:`n`,children:`Overdue`}),U(`th`,{class:`n`,children:`Days past due`}),U(`th`,{children:`Last paid on`})]})}),U(`tbody`,{children:t.map(e=>U(`tr`,{class:n.has(e.id)?`flash`:``,children:[U(`th`,{scope:`row`,children:U(`a`,{href:`#/accounts/${e.id}`,children:e.name})}),U(`td`,{children:U(qt,{of:e.paying?.status})}),U(`td`,{class:`n`,children:e.paying&&Kt(e.paying.openAmount)}),U(`td`,{class:`n`,children:e.paying&&Kt(e.paying.overdueAmount)}),U(`td`,{class:`n`,children:e.paying?.daysPastDue||``}),U(`td`,{children:String(e.paying?.lastPaidOn??``)})]},e.id+String(e.paying?.changedAt??``)))})]})})}})})]})}function Zt({session:e,id:t}){let n=Xe(e,Et,{id:t}),[r,i]=Jt(e,e=>{e===t&&n.again()});return U(y,{children:[U(Rt,{title:(n.kind===`ready`?n.data:n.before)?.customer?.name??`Account`,controls:U(It,{on:i}),children:U(`a`,{href:`#/accounts`,children:`All accounts`})}),U(Nt,{answer:n,children:({customer:e})=>{if(!e)return U(Mt,{children:`This account does not exist, or your role does not see it.`});let n=r.get(t)??e.paymentStatus;return U(y,{children:[U(`section`,{class:r.has(t)?`panel flash`:`panel`,children:[U(`p`,{"aria-live":`polite`,children:[U(qt,{of:n?.status,large:!0}),r.has(t)&&U(`span`,{class:`note`,children:` changed just now`})]}),n&&U(`p`,{children:[Kt(n.openAmount),` open`,n.overdueAmount&&Number(n.overdueAmount.amount)>0&&U(y,{children:[`, `,Kt(n.overdueAmount),` overdue for up to `,n.daysPastDue,` days`]}),n.lastPaidOn?`; last paid on ${String(n.lastPaidOn)}`:``,`.`,` `,U(`span`,{class:`note`,children:[`This status holds since `,H(String(n.changedAt)),`.`]})]}),U(Ft,{names:e.maskedFields.map(e=>e.field)})]}),U(`section`,{class:`panel`,children:[U(`header`,{children:U(`h2`,{children:`Latest invoices`})}),e.invoices.nodes.length===0?U(Mt,{children:`No invoice yet.`}):U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:`Number`}),U(`th`,{children:`Document`}),U(`th`,{children:`Status`}),U(`th`,{children:`Issued`}),U(`th`,{children:`Due`}),U(`th`,{class:`n`,children:`Total`}),U(`th`,{class:`n`,children:`Open`})]})}),U(`tbody`,{children:e.invoices.nodes.map(e=>U(`tr`,{children:[U(`th`,{scope:`row`,children:e.number??e.id}),U(`td`,{children:V(e.document)}),U(`td`,{children:V(e.status)}),U(`td`,{children:String(e.issuedOn??``)}),U(`td`,{children:String(e.dueOn??``)}),U(`td`,{class:`n`,children:Kt(e.total)}),U(`td`,{class:`n`,children:Kt(e.openAmount)})]},e.id))})]})})]})]})}})]})}var Qt=[`ANYONE`,`PMO`,`FINANCE`,`ACCOUNT_LEAD`,`DELIVERY_LEAD`,`INTEGRATION_ENGINEER`];function $t({session:e}){let t=Xe(e,bt,{first:200},6e4),[n,r]=R(new Map),[i,a]=R(null),[o,s]=R(`ANYONE`),[c,l]=R(``);z(()=>{t.kind===`ready`&&r(new Map)},[t.kind]);let u=e=>{r(t=>new Map(t).set(e.id,e)),a(t=>t?.id===e.id?e:t)},d=$e(e,xt,{after:null},e=>e.exceptions.cursor,e=>{u(e.exceptions.exception),l(`${V(e.exceptions.exception.state)}: ${e.exceptions.exception.title}`)});return U(y,{children:[U(Rt,{title:`Exceptions`,controls:U(y,{children:[U(zt,{label:`Owner`,value:o,of:Qt,set:s}),U(It,{on:d})]}),children:`What is wrong, ranked by the money that waits on it.`}),U(`p`,{class:`vh`,"aria-live":`polite`,children:c}),U(`section`,{class:`panel`,children:U(Nt,{answer:t,children:t=>{let r=new Map(t.exceptions.nodes.map(e=>[e.id,e]));for(let[e,t]of n)r.set(e,t);let i=[...r.values()].filter(e=>e.state!==`RESOLVED`&&(o===`ANYONE`||e.owner.toUpperCase()===o)).sort((e,t)=>Number(t.amountGroup?.amount??0)-Number(e.amountGroup?.amount??0));return i.length===0?U(Mt,{children:[U(`strong`,{children:`Nothing is wrong.`}),`New exceptions appear here by themselves.`]}):U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`caption`,{children:[i.length,` open`]}),U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:`What`}),U(`th`,{children:`Severity`}),U(`th`,{children:`State`}),U(`th`,{class:`n`,children:`Money waiting`}),U(`th`,{class:`n`,children:`Days`}),U(`th`,{children:`Owner`}),U(`th`,{children:`Assigned`}),U(`th`,{children:U(`span`,{class:`vh`,children:`Actions`})})]})}),U(`tbody`,{children:i.map(t=>U(`tr`,{class:n.has(t.id)?`flash`:``,children:[U(`td`,{class:`wrap`,children:[U(`button`,{class:`link`,onClick:()=>a(t),children:t.title}),t.customer&&!t.title.includes(t.customer.name)&&U(`span`,{class:`note`,children:[` · `,t.customer.name]})]}),U(`td`,{children:U(`span`,{class:`tag ${t.severity===`CRITICAL`||t.severity===`ERROR`?`bad`:`warn`}`,children:V(t.severity)})}),U(`td`,{children:V(t.state)}),U(`td`,{class:`n`,children:t.amount?nt(String(t.amount.amount),String(t.amount.currency)):U(`span`,{class:`masked`,children:t.maskedFields.length?`hidden`:`–`})}),U(`td`,{class:`n`,children:t.daysWaiting}),U(`td`,{children:V(t.owner)}),U(`td`,{children:t.assignee??``}),U(`td`,{children:U(`button`,{disabled:t.state!==`OPEN`,onClick:()=>void Ye(e,St,{input:{id:t.id}}).then(e=>{let t=e.acknowledgeException;t.exception?u(t.exception):l(t.userErrors[0]?.message??``)}).catch(e=>l(e.message)),children:`Acknowledge`})})]},t.id+(n.has(t.id)?`*`:``)))})]})})}})}),c&&U(`p`,{class:`note`,children:c}),i&&U(en,{exception:i,onClose:()=>a(null),act:async(t,n)=>{let r={id:i.id},a=t===`assign`?(await Ye(e,Ct,{input:{...r,assignee:n}})).assignException:(await Ye(e,wt,{input:{...r,reason:n}})).resolveException;return a.exception&&u(a.exception),a.userErrors[0]?.message??``}})]})}function en({exception:e,onClose:t,act:n}){let[r,i]=R(e.assignee??``),[a,o]=R(``),[s,c]=R(``),l=(e,t)=>r=>{r.preventDefault(),n(e,t.trim()).then(c).catch(e=>c(e.message))};return U(At,{title:e.title,onClose:t,children:U(`div`,{class:`panel`,style:{border:0,padding:0},children:[U(`p`,{children:e.detail??U(`span`,{class:`masked`,children:`The evidence is hidden for your role.`})}),U(`p`,{children:[U(`strong`,{children:`What to do.`}),` `,e.hint]}),!!e.evidence?.length&&U(`dl`,{class:`evidence`,children:e.evidence.map(e=>U(y,{children:[U(`dt`,{children:V(e.name)}),U(`dd`,{children:e.value??`–`})]}))}),U(`p`,{class:`note`,children:[`Rule `,V(e.rule),e.customer?`, ${e.customer.name}`:``,e.project?`, ${e.project.name}`:``,`. Seen `,H(String(e.detectedAt)),`.`,` `,e.acknowledgedAt?`Acknowledged ${H(String(e.acknowledgedAt))}. `:``,e.resolvedAt?`Resolved ${H(String(e.resolvedAt))} (${V(e.resolution??``)}): ${e.reason??``}`:e.deadlineAt?`To be resolved by ${String(e.deadlineAt).slice(0,16).replace(`T`,` `)} UTC.`:``]}),s&&U(`div`,{class:`state error`,role:`alert`,children:s}),U(`form`,{class:`actions`,onSubmit:l(`assign`,r),children:[U(`label`,{children:[`Assign to`,U(`input`,{value:r,onInput:e=>i(e.currentTarget.value),placeholder:`name or e-mail`,required:!0})]}),U(`button`,{children:`Assign`})]}),U(`form`,{class:`actions`,onSubmit:l(`resolve`,a),children:[U(`label`,{children:[`Accept it as it is, because`,U(`input`,{value:a,onInput:e=>o(e.currentTarget.value),placeholder:`the reason, for the audit`,required:!0})]}),U(`button`,{children:`Accept`})]})]})})}var tn=[{key:`sync_success`,label:`Changes landed in time`},{key:`first_pass_yield`,label:`Landed at the first attempt`},{key:`run_success`,label:`Runs that ended well`},{key:`completeness`,label:`Landed, of what the sources hold`},{key:`freshness`,label:`Oldest proven moment`},{key:`backlog`,label:`Due and not landed`}];function nn({session:e}){let[t,n]=Lt(`This month`),r=Xe(e,yt,{},5e3),i=Xe(e,_t,{keys:tn.map(e=>e.key),by:[],from:t.from,to:t.to});return U(y,{children:[U(Rt,{title:`Integration`,controls:n,children:`How fresh and complete each source is. A stale or unproven source makes the numbers on it partial, never silently smaller.`}),U(Nt,{answer:i,children:e=>U(`div`,{class:`tiles`,children:tn.map((t,n)=>U(`div`,{class:`panel tile`,children:[U(`span`,{class:`label`,children:t.label}),U(`span`,{class:`value`,children:U(Pt,{of:e.metrics.nodes[0]?.values[n]})})]},t.key))})}),U(Nt,{answer:r,children:e=>e.connections.length===0?U(Mt,{children:`No connection is configured, or your role does not see them.`}):U(y,{children:e.connections.map(t=>{let n=e.streams.nodes.filter(e=>e.connection===t.id).sort((e,t)=>Number(e.state===`OK`)-Number(t.state===`OK`)||String(e.stream).localeCompare(String(t.stream))),r=n.filter(e=>e.state!==`OK`).length;return U(`section`,{class:`panel`,children:[U(`header`,{children:[U(`h2`,{children:[t.id,` `,U(`span`,{class:`note`,children:lt(t.vendor)})]}),U(`span`,{class:`tag ${t.errorCode?`bad`:t.paused||r?`warn`:`good`}`,children:t.errorCode?`Failing`:t.paused?`Paused`:r?`${r} streams need a look`:`Healthy`})]}),t.errorCode&&U(`div`,{class:`state error`,children:[U(`strong`,{children:t.errorCode}),U(`span`,{children:t.errorDetail})]}),U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:`Stream`}),U(`th`,{children:`State`}),U(`th`,{class:`n`,children:`Records`}),U(`th`,{children:`Proven to`}),U(`th`,{children:`Last good run`}),U(`th`,{class:`n`,children:`Failed attempts`}),U(`th`,{class:`n`,children:`Set aside`})]})}),U(`tbody`,{children:n.map(e=>U(`tr`,{children:[U(`th`,{scope:`row`,children:V(e.stream??``)}),U(`td`,{children:U(`span`,{class:`tag ${e.state===`OK`?`good`:e.state===`LOADING`?`warn`:`bad`}`,children:V(e.state)})}),U(`td`,{class:`n`,children:(e.rows??0).toLocaleString()}),U(`td`,{children:H(e.watermarkAt)}),U(`td`,{children:H(e.lastOkAt)}),U(`td`,{class:`n`,children:e.attempt||``}),U(`td`,{class:`n`,children:e.deadLetters||``})]},e.stream))})]})})]},t.id)})})})]})}var rn=!0,an=`uplot`,on=`u-hz`,sn=`u-vt`,cn=`u-title`,ln=`u-wrap`,un=`u-under`,dn=`u-over`,fn=`u-axis`,pn=`u-off`,mn=`u-select`,hn=`u-cursor-x`,gn=`u-cursor-y`,_n=`u-cursor-pt`,vn=`u-legend`,yn=`u-live`,bn=`u-inline`,xn=`u-series`,Sn=`u-marker`,Cn=`u-label`,wn=`u-value`,Tn=`width`,En=`height`,Dn=`top`,On=`bottom`,kn=`left`,An=`right`,W=`#000`,jn=`#0000`,Mn=`mousemove`,Nn=`mousedown`,Pn=`mouseup`,Fn=`mouseenter`,In=`mouseleave`,Ln=`dblclick`,G=`resize`,Rn=`scroll`,zn=`change`,Bn=`dppxchange`,Vn=`--`,K=typeof window<`u`,Hn=K?document:null,Un=K?window:null,Wn=K?navigator:null,q,J;function Gn(){let e=devicePixelRatio;q!=e&&(q=e,J&&ar(zn,J,Gn),J=matchMedia(`(min-resolution: ${q-.001}dppx) and (max-resolution: ${q+.001}dppx)`),ir(zn,J,Gn),Un.dispatchEvent(new CustomEvent(Bn)))}function Kn(e,t){if(t!=null){let n=e.classList;!n.contains(t)&&n.add(t)}}function qn(e,t){let n=e.classList;n.contains(t)&&n.remove(t)}function Y(e,t,n){e.style[t]=n+`px`}function Jn(e,t,n,r){let i=Hn.createElement(e);return t!=null&&Kn(i,t),n?.insertBefore(i,r),i}function Yn(e,t){return Jn(`div`,e,t)}var Xn=new WeakMap;function Zn(e,t,n,r,i){let a=`translate(`+t+`px,`+n+`px)`;a!=Xn.get(e)&&(e.style.transform=a,Xn.set(e,a),t<0||n<0||t>r||n>i?Kn(e,pn):qn(e,pn))}var Qn=new WeakMap;function $n(e,t,n){let r=t+n;r!=Qn.get(e)&&(Qn.set(e,r),e.style.background=t,e.style.borderColor=n)}var er=new WeakMap;function tr(e,t,n,r){let i=t+``+n;i!=er.get(e)&&(er.set(e,i),e.style.height=n+`px`,e.style.width=t+`px`,e.style.marginLeft=r?-t/2+`px`:0,e.style.marginTop=r?-n/2+`px`:0)}var nr={passive:!0},rr={...nr,capture:!0};function ir(e,t,n,r){t.addEventListener(e,n,r?rr:nr)}function ar(e,t,n,r){t.removeEventListener(e,n,nr)}K&&Gn();function or(e,t,n,r){let i;n||=0,r||=t.length-1;let a=r<=2147483647;for(;r-n>1;)i=a?n+r>>1:Dr((n+r)/2),t[i]<e?n=i:r=i;return e-t[n]<=t[r]-e?n:r}function sr(e){return(t,n,r)=>{let i=-1,a=-1;for(let a=n;a<=r;a++)if(e(t[a])){i=a;break}for(let i=r;i>=n;i--)if(e(t[i])){a=i;break}return[i,a]}}var cr=e=>e!=null,lr=e=>e!=null&&e>0,ur=sr(cr),dr=sr(lr);function fr(e,t,n,r=0,i=!1){let a=i?dr:ur,o=i?lr:cr;[t,n]=a(e,t,n);let s=e[t],c=e[t];if(t>-1){if(r==1)s=e[t],c=e[n];else if(r==-1)s=e[n],c=e[t];else for(let r=t;r<=n;r++){let t=e[r];o(t)&&(t<s?s=t:t>c&&(c=t))}}return[s??Rr,c??-Rr]}function pr(e,t,n,r){let i=Nr(e),a=Nr(t);e==t&&(i==-1?(e*=n,t/=n):(e/=n,t*=n));let o=n==10?Pr:Fr,s=i==1?Dr:kr,c=a==1?kr:Dr,l=s(o(Er(e))),u=c(o(Er(t))),d=Mr(n,l),f=Mr(n,u);return n==10&&(l<0&&(d=Q(d,-l)),u<0&&(f=Q(f,-u))),r||n==2?(e=d*i,t=f*a):(e=Qr(e,d),t=Zr(t,f)),[e,t]}function mr(e,t,n,r){let i=pr(e,t,n,r);return e==0&&(i[0]=0),t==0&&(i[1]=0),i}var hr=.1,gr={mode:3,pad:hr},_r={pad:0,soft:null,mode:0},vr={min:_r,max:_r};function yr(e,t,n,r){return li(n)?xr(e,t,n):(_r.pad=n,_r.soft=r?0:null,_r.mode=r?3:0,xr(e,t,vr))}function X(e,t){return e??t}function br(e,t,n){for(t=X(t,0),n=X(n,e.length-1);t<=n;){if(e[t]!=null)return!0;t++}return!1}function xr(e,t,n){let r=n.min,i=n.max,a=X(r.pad,0),o=X(i.pad,0),s=X(r.hard,-Rr),c=X(i.hard,Rr),l=X(r.soft,Rr),u=X(i.soft,-Rr),d=X(r.mode,0),f=X(i.mode,0),p=t-e,m=Pr(p),h=jr(Er(e),Er(t)),g=Er(Pr(h)-m);(p<1e-24||g>10)&&(p=0,(e==0||t==0)&&(p=1e-24,d==2&&l!=Rr&&(a=0),f==2&&u!=-Rr&&(o=0)));let _=p||h||1e3,v=Mr(10,Dr(Pr(_))),y=Q(Qr(e-_*(p==0?e==0?.1:1:a),v/10),24),b=e>=l&&(d==1||d==3&&y<=l||d==2&&y>=l)?l:Rr,x=jr(s,y<b&&e>=b?b:Ar(b,y)),S=Q(Zr(t+_*(p==0?t==0?.1:1:o),v/10),24),C=t<=u&&(f==1||f==3&&S>=u||f==2&&S<=u)?u:-Rr,w=Ar(c,S>C&&t<=C?C:jr(C,S));return x==w&&x==0&&(w=100),[x,w]}var Sr=new Intl.NumberFormat(K?Wn.language:`en-US`),Cr=e=>Sr.format(e),wr=Math,Tr=wr.PI,Er=wr.abs,Dr=wr.floor,Or=wr.round,kr=wr.ceil,Ar=wr.min,jr=wr.max,Mr=wr.pow,Nr=wr.sign,Pr=wr.log10,Fr=wr.log2,Ir=(e,t=1)=>wr.sinh(e)*t,Lr=(e,t=1)=>wr.asinh(e/t),Rr=1/0;function zr(e){return(Pr((e^e>>31)-(e>>31))|0)+1}function Br(e,t,n){return Ar(jr(e,t),n)}function Vr(e){return typeof e==`function`}function Z(e){return Vr(e)?e:()=>e}var Hr=()=>{},Ur=e=>e,Wr=(e,t)=>t,Gr=e=>null,Kr=e=>!0,qr=(e,t)=>e==t,Jr=/\.\d*?(?=9{6,}|0{6,})/gm,Yr=e=>{if(oi(e)||$r.has(e))return e;let t=`${e}`,n=t.match(Jr);if(n==null)return e;let r=n[0].length-1;if(t.indexOf(`e-`)!=-1){let[e,n]=t.split(`e`);return+`${Yr(e)}e${n}`}return Q(e,r)};function Xr(e,t){return Yr(Q(Yr(e/t))*t)}function Zr(e,t){return Yr(kr(Yr(e/t))*t)}function Qr(e,t){return Yr(Dr(Yr(e/t))*t)}function Q(e,t=0){if(oi(e))return e;let n=10**t;return Or(e*n*(1+2**-52))/n}var $r=new Map;function ei(e){return((``+e).split(`.`)[1]||``).length}function ti(e,t,n,r){let i=[],a=r.map(ei);for(let o=t;o<n;o++){let t=Er(o),n=Q(Mr(e,o),t);for(let s=0;s<r.length;s++){let c=e==10?+`${r[s]}e${o}`:r[s]*n,l=(o>=0?0:t)+(o>=a[s]?0:a[s]),u=e==10?c:Q(c,l);i.push(u),$r.set(u,l)}}return i}var ni={},ri=[],ii=[null,null],ai=Array.isArray,oi=Number.isInteger,si=e=>e===void 0;function ci(e){return typeof e==`string`}function li(e){let t=!1;if(e!=null){let n=e.constructor;t=n==null||n==Object}return t}function ui(e){return typeof e==`object`&&!!e}var di=Object.getPrototypeOf(Uint8Array),fi=`__proto__`;function pi(e,t=li){let n;if(ai(e)){let r=e.find(e=>e!=null);if(ai(r)||t(r)){n=Array(e.length);for(let r=0;r<e.length;r++)n[r]=pi(e[r],t)}else n=e.slice()}else if(e instanceof di)n=e.slice();else if(t(e)){n={};for(let r in e)r!=fi&&(n[r]=pi(e[r],t))}else n=e;return n}function mi(e){let t=arguments;for(let n=1;n<t.length;n++){let r=t[n];for(let t in r)t!=fi&&(li(e[t])?mi(e[t],pi(r[t])):e[t]=pi(r[t]))}return e}var hi=0,gi=1,_i=2;function vi(e,t,n){for(let r=0,i,a=-1;r<t.length;r++){let o=t[r];if(o>a){for(i=o-1;i>=0&&e[i]==null;)e[i--]=null;for(i=o+1;i<n&&e[i]==null;)e[a=i++]=null}}}function yi(e,t){if(Si(e)){let t=e[0].slice();for(let n=1;n<e.length;n++)t.push(...e[n].slice(1));return Ci(t[0])||(t=xi(t)),t}let n=new Set;for(let t=0;t<e.length;t++){let r=e[t][0],i=r.length;for(let e=0;e<i;e++)n.add(r[e])}let r=[Array.from(n).sort((e,t)=>e-t)],i=r[0].length,a=new Map;for(let e=0;e<i;e++)a.set(r[0][e],e);for(let n=0;n<e.length;n++){let o=e[n],s=o[0];for(let e=1;e<o.length;e++){let c=o[e],l=Array(i).fill(void 0),u=t?t[n][e]:gi,d=[];for(let e=0;e<c.length;e++){let t=c[e],n=a.get(s[e]);t===null?u!=hi&&(l[n]=t,u==_i&&d.push(n)):l[n]=t}vi(l,d,i),r.push(l)}}return r}var bi=typeof queueMicrotask>`u`?e=>Promise.resolve().then(e):queueMicrotask;function xi(e){let t=e[0],n=t.length,r=Array(n);for(let e=0;e<r.length;e++)r[e]=e;r.sort((e,n)=>t[e]-t[n]);let i=[];for(let t=0;t<e.length;t++){let a=e[t],o=Array(n);for(let e=0;e<n;e++)o[e]=a[r[e]];i.push(o)}return i}function Si(e){let t=e[0][0],n=t.length;for(let r=1;r<e.length;r++){let i=e[r][0];if(i.length!=n)return!1;if(i!=t){for(let e=0;e<n;e++)if(i[e]!=t[e])return!1}}return!0}function Ci(e,t=100){let n=e.length;if(n<=1)return!0;let r=0,i=n-1;for(;r<=i&&e[r]==null;)r++;for(;i>=r&&e[i]==null;)i--;if(i<=r)return!0;let a=jr(1,Dr((i-r+1)/t));for(let t=e[r],n=r+a;n<=i;n+=a){let r=e[n];if(r!=null){if(r<=t)return!1;t=r}}return!0}var wi=[`January`,`February`,`March`,`April`,`May`,`June`,`July`,`August`,`September`,`October`,`November`,`December`],Ti=[`Sunday`,`Monday`,`Tuesday`,`Wednesday`,`Thursday`,`Friday`,`Saturday`];function Ei(e){return e.slice(0,3)}var Di=Ti.map(Ei),Oi={MMMM:wi,MMM:wi.map(Ei),WWWW:Ti,WWW:Di};function ki(e){return(e<10?`0`:``)+e}function Ai(e){return(e<10?`00`:e<100?`0`:``)+e}var ji={YYYY:e=>e.getFullYear(),YY:e=>(e.getFullYear()+``).slice(2),MMMM:(e,t)=>t.MMMM[e.getMonth()],MMM:(e,t)=>t.MMM[e.getMonth()],MM:e=>ki(e.getMonth()+1),M:e=>e.getMonth()+1,DD:e=>ki(e.getDate()),D:e=>e.getDate(),WWWW:(e,t)=>t.WWWW[e.getDay()],WWW:(e,t)=>t.WWW[e.getDay()],HH:e=>ki(e.getHours()),H:e=>e.getHours(),h:e=>{let t=e.getHours();return t==0?12:t>12?t-12:t},AA:e=>e.getHours()>=12?`PM`:`AM`,aa:e=>e.getHours()>=12?`pm`:`am`,a:e=>e.getHours()>=12?`p`:`a`,mm:e=>ki(e.getMinutes()),m:e=>e.getMinutes(),ss:e=>ki(e.getSeconds()),s:e=>e.getSeconds(),fff:e=>Ai(e.getMilliseconds())};function Mi(e,t){t||=Oi;let n=[],r=/\{([a-z]+)\}|[^{]+/gi,i;for(;i=r.exec(e);)n.push(i[0][0]==`{`?ji[i[1]]:i[0]);return e=>{let r=``;for(let i=0;i<n.length;i++)r+=typeof n[i]==`string`?n[i]:n[i](e,t);return r}}var Ni=new Intl.DateTimeFormat().resolvedOptions().timeZone;function Pi(e,t){let n;return t==`UTC`||t==`Etc/UTC`?n=new Date(+e+e.getTimezoneOffset()*6e4):t==Ni?n=e:(n=new Date(e.toLocaleString(`en-US`,{timeZone:t})),n.setMilliseconds(e.getMilliseconds())),n}var Fi=e=>e%1==0,Ii=[1,2,2.5,5],Li=ti(10,-32,0,Ii),Ri=ti(10,0,32,Ii),zi=Ri.filter(Fi),Bi=Li.concat(Ri),Vi=`
`,Hi=`{YYYY}`,Ui=Vi+Hi,Wi=`{M}/{D}`,Gi=Vi+Wi,Ki=Gi+`/{YY}`,qi=`{aa}`,Ji=`{h}:{mm}`+qi,Yi=Vi+Ji,Xi=`:{ss}`,$=null;function Zi(e){let t=e*1e3,n=t*60,r=n*60,i=r*24,a=i*30,o=i*365,s=(e==1?ti(10,0,3,Ii).filter(Fi):ti(10,-3,0,Ii)).concat([t,t*5,t*10,t*15,t*30,n,n*5,n*10,n*15,n*30,r,r*2,r*3,r*4,r*6,r*8,r*12,i,i*2,i*3,i*4,i*5,i*6,i*7,i*8,i*9,i*10,i*15,a,a*2,a*3,a*4,a*6,o,o*2,o*5,o*10,o*25,o*50,o*100]),c=[[o,Hi,$,$,$,$,$,$,1],[i*28,`{MMM}`,Ui,$,$,$,$,$,1],[i,Wi,Ui,$,$,$,$,$,1],[r,`{h}`+qi,Ki,$,Gi,$,$,$,1],[n,Ji,Ki,$,Gi,$,$,$,1],[t,Xi,Ki+` `+Ji,$,Gi+` `+Ji,$,Yi,$,1],[e,Xi+`.{fff}`,Ki+` `+Ji,$,Gi+` `+Ji,$,Yi,$,1]];function l(t){return(s,c,l,u,d,f)=>{let p=[],m=d>=o,h=d>=a&&d<o,g=t(l),_=Q(g*e,3),v=sa(g.getFullYear(),m?0:g.getMonth(),h||m?1:g.getDate()),y=Q(v*e,3);if(h||m){let n=h?d/a:0,r=m?d/o:0,i=_==y?_:Q(sa(v.getFullYear()+r,v.getMonth()+n,1)*e,3),s=new Date(Or(i/e)),c=s.getFullYear(),l=s.getMonth();for(let a=0;i<=u;a++){let o=sa(c+r*a,l+n*a,1),s=o-t(Q(o*e,3));i=Q((+o+s)*e,3),i<=u&&p.push(i)}}else{let a=d>=i?i:d,o=y+(Dr(l)-Dr(_))+Zr(_-y,a);p.push(o);let m=t(o),h=m.getHours()+m.getMinutes()/n+m.getSeconds()/r,g=d/r,v=f/s.axes[c]._space;for(;o=Q(o+d,e==1?0:3),!(o>u);)if(g>1){let e=Dr(Q(h+g,6))%24,n=t(o).getHours()-e;n>1&&(n=-1),o-=n*r,h=(h+g)%24;let i=p[p.length-1];Q((o-i)/d,3)*v>=.7&&p.push(o)}else p.push(o)}return p}}return[s,c,l]}var[Qi,$i,ea]=Zi(1),[ta,na,ra]=Zi(.001);ti(2,-53,53,[1]);function ia(e,t){return e.map(e=>e.map((n,r)=>r==0||r==8||n==null?n:t(r==1||e[8]==0?n:e[1]+n)))}function aa(e,t){return(n,r,i,a,o)=>{let s=t.find(e=>o>=e[0])||t[t.length-1],c,l,u,d,f,p;return r.map(t=>{let n=e(t),r=n.getFullYear(),i=n.getMonth(),a=n.getDate(),o=n.getHours(),m=n.getMinutes(),h=n.getSeconds(),g=r!=c&&s[2]||i!=l&&s[3]||a!=u&&s[4]||o!=d&&s[5]||m!=f&&s[6]||h!=p&&s[7]||s[1];return c=r,l=i,u=a,d=o,f=m,p=h,g(n)})}}function oa(e,t){let n=Mi(t);return(t,r,i,a,o)=>r.map(t=>n(e(t)))}function sa(e,t,n){return new Date(e,t,n)}function ca(e,t){return t(e)}var la=`{YYYY}-{MM}-{DD} {h}:{mm}{aa}`;function ua(e,t){return(n,r,i,a)=>a==null?Vn:t(e(r))}function da(e,t){let n=e.series[t];return n.width?n.stroke(e,t):n.points.width?n.points.stroke(e,t):null}function fa(e,t){return e.series[t].fill(e,t)}var pa={show:!0,live:!0,isolate:!1,mount:Hr,markers:{show:!0,width:2,stroke:da,fill:fa,dash:`solid`},idx:null,idxs:null,values:[]};function ma(e,t){let n=e.cursor.points,r=Yn(),i=n.size(e,t);Y(r,Tn,i),Y(r,En,i);let a=i/-2;Y(r,`marginLeft`,a),Y(r,`marginTop`,a);let o=n.width(e,t,i);return o&&Y(r,`borderWidth`,o),r}function ha(e,t){let n=e.series[t].points;return n._fill||n._stroke}function ga(e,t){let n=e.series[t].points;return n._stroke||n._fill}function _a(e,t){return e.series[t].points.size}var va=[0,0];function ya(e,t,n){return va[0]=t,va[1]=n,va}function ba(e,t,n,r=!0){return e=>{e.button!=0||r&&e.target!=t||n(e)}}function xa(e,t,n,r=!0){return e=>{r&&e.target!=t||n(e)}}var Sa={show:!0,x:!0,y:!0,lock:!1,move:ya,points:{one:!1,show:ma,size:_a,width:0,stroke:ga,fill:ha},bind:{mousedown:ba,mouseup:ba,click:ba,dblclick:ba,mousemove:xa,mouseleave:xa,mouseenter:xa},drag:{setScale:!0,x:!0,y:!1,dist:0,uni:null,click:(e,t)=>{t.stopPropagation(),t.stopImmediatePropagation()},_x:!1,_y:!1},focus:{dist:(e,t,n,r,i)=>r-i,prox:-1,bias:0},hover:{skip:[void 0],prox:null,bias:0},left:-10,top:-10,idx:null,dataIdx:null,idxs:null,event:null},Ca={show:!0,stroke:`rgba(0,0,0,0.07)`,width:2},wa=mi({},Ca,{filter:Wr}),Ta=mi({},wa,{size:10}),Ea=mi({},Ca,{show:!1}),Da=`12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"`,Oa=`bold `+Da,ka=1.5,Aa={show:!0,scale:`x`,stroke:W,space:50,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:Oa,side:2,grid:wa,ticks:Ta,border:Ea,font:Da,lineGap:ka,rotate:0},ja=`Value`,Ma=`Time`,Na={show:!0,scale:`x`,auto:!1,sorted:1,min:Rr,max:-1/0,idxs:[]};function Pa(e,t,n,r,i){return t.map(e=>e==null?``:Cr(e))}function Fa(e,t,n,r,i,a,o){let s=[],c=$r.get(i)||0;n=o?n:Q(Zr(n,i),c);for(let e=n;e<=r;e=Q(e+i,c))s.push(Object.is(e,-0)?0:e);return s}function Ia(e,t,n,r,i,a,o){let s=[],c=e.scales[e.axes[t].scale].log;i=Mr(c,Dr((c==10?Pr:Fr)(n))),c==10&&(i=Bi[or(i,Bi)]);let l=n,u=i*c;c==10&&(u=Bi[or(u,Bi)]);do s.push(l),l+=i,c==10&&!$r.has(l)&&(l=Q(l,$r.get(i))),l>=u&&(i=l,u=i*c,c==10&&(u=Bi[or(u,Bi)]));while(l<=r);return s}function La(e,t,n,r,i,a,o){let s=e.scales[e.axes[t].scale].asinh,c=r>s?Ia(e,t,jr(s,n),r,i):[s],l=r>=0&&n<=0?[0]:[];return(n<-s?Ia(e,t,jr(s,-r),-n,i):[s]).reverse().map(e=>-e).concat(l,c)}var Ra=/./,za=/[12357]/,Ba=/[125]/,Va=/1/,Ha=(e,t,n,r)=>e.map((e,i)=>t==4&&e==0||i%r==0&&n.test(e.toExponential()[+(e<0)])?e:null);function Ua(e,t,n,r,i){let a=e.axes[n],o=a.scale,s=e.scales[o],c=e.valToPos,l=a._space,u=c(10,o),d=c(9,o)-u>=l?Ra:c(7,o)-u>=l?za:c(5,o)-u>=l?Ba:Va;if(d==Va){let e=Er(c(1,o)-u);if(e<l)return Ha(t.slice().reverse(),s.distr,d,kr(l/e)).reverse()}return Ha(t,s.distr,d,1)}function Wa(e,t,n,r,i){let a=e.axes[n],o=a.scale,s=a._space,c=e.valToPos,l=Er(c(1,o)-c(2,o));return l<s?Ha(t.slice().reverse(),3,Ra,kr(s/l)).reverse():t}function Ga(e,t,n,r){return r==null?Vn:t==null?``:Cr(t)}var Ka={show:!0,scale:`y`,stroke:W,space:30,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:Oa,side:3,grid:wa,ticks:Ta,border:Ea,font:Da,lineGap:ka,rotate:0};function qa(e,t){return Q((3+(e||1)*2)*t,3)}function Ja(e,t){let{scale:n,idxs:r}=e.series[0],i=e._data[0],a=e.valToPos(i[r[0]],n,!0),o=Er(e.valToPos(i[r[1]],n,!0)-a)/(e.series[t].points.space*q);return r[1]-r[0]<=o}var Ya={scale:null,auto:!0,sorted:0,min:Rr,max:-1/0},Xa=(e,t,n,r,i)=>i,Za={show:!0,auto:!0,sorted:0,gaps:Xa,alpha:1,facets:[mi({},Ya,{scale:`x`}),mi({},Ya,{scale:`y`})]},Qa={scale:`y`,auto:!0,sorted:0,show:!0,spanGaps:!1,gaps:Xa,alpha:1,points:{show:Ja,filter:null},values:null,min:Rr,max:-1/0,idxs:[],path:null,clip:null};function $a(e,t,n,r,i){return n/10}var eo={time:rn,auto:!0,distr:1,log:10,asinh:1,min:null,max:null,dir:1,ori:0},to=mi({},eo,{time:!1,ori:1}),no={};function ro(e,t){let n=no[e];return n||(n={key:e,plots:[],sub(e){n.plots.push(e)},unsub(e){n.plots=n.plots.filter(t=>t!=e)},pub(e,t,r,i,a,o,s){for(let c=0;c<n.plots.length;c++)n.plots[c]!=t&&n.plots[c].pub(e,t,r,i,a,o,s)}},e!=null&&(no[e]=n)),n}var io=1,ao=2;function oo(e,t,n){let r=e.mode,i=e.series[t],a=r==2?e._data[t]:e._data,o=e.scales,s=e.bbox,c=a[0],l=r==2?a[1]:a[t],u=r==2?o[i.facets[0].scale]:o[e.series[0].scale],d=r==2?o[i.facets[1].scale]:o[i.scale],f=s.left,p=s.top,m=s.width,h=s.height,g=e.valToPosH,_=e.valToPosV;return u.ori==0?n(i,c,l,u,d,g,_,f,p,m,h,go,vo,bo,So,wo):n(i,c,l,u,d,_,g,p,f,h,m,_o,yo,xo,Co,To)}function so(e,t){let n=0,r=0,i=X(e.bands,ri);for(let e=0;e<i.length;e++){let a=i[e];a.series[0]==t?n=a.dir:a.series[1]==t&&(a.dir==1?r|=1:r|=2)}return[n,r==1?-1:r==2?1:r==3?2:0]}function co(e,t,n,r,i){let a=e.mode,o=e.series[t],s=a==2?o.facets[1].scale:o.scale,c=e.scales[s];return i==-1?c.min:i==1?c.max:c.distr==3?c.dir==1?c.min:c.max:0}function lo(e,t,n,r,i,a){return oo(e,t,(e,t,o,s,c,l,u,d,f,p,m)=>{let h=e.pxRound,g=s.dir*(s.ori==0?1:-1),_=s.ori==0?vo:yo,v,y;g==1?(v=n,y=r):(v=r,y=n);let b=h(l(t[v],s,p,d)),x=h(u(o[v],c,m,f)),S=h(l(t[y],s,p,d)),C=h(u(a==1?c.max:c.min,c,m,f)),w=new Path2D(i);return _(w,S,C),_(w,b,C),_(w,b,x),w})}function uo(e,t,n,r,i,a){let o=null;if(e.length>0){o=new Path2D;let s=t==0?bo:xo,c=n;for(let t=0;t<e.length;t++){let n=e[t];if(n[1]>n[0]){let e=n[0]-c;e>0&&s(o,c,r,e,r+a),c=n[1]}}let l=n+i-c;l>0&&s(o,c,r-5,l,r+a+10)}return o}function fo(e,t,n){let r=e[e.length-1];r&&r[0]==t?r[1]=n:e.push([t,n])}function po(e,t,n,r,i,a,o){let s=[],c=e.length;for(let l=i==1?n:r;l>=n&&l<=r;l+=i)if(t[l]===null){let u=l,d=l;if(i==1)for(;++l<=r&&t[l]===null;)d=l;else for(;--l>=n&&t[l]===null;)d=l;let f=a(e[u]),p=d==u?f:a(e[d]),m=u-i;f=o<=0&&m>=0&&m<c?a(e[m]):f;let h=d+i;p=o>=0&&h>=0&&h<c?a(e[h]):p,p>=f&&s.push([f,p])}return s}function mo(e){return e==0?Ur:e==1?Or:t=>Xr(t,e)}function ho(e){let t=e==0?go:_o,n=e==0?(e,t,n,r,i,a)=>{e.arcTo(t,n,r,i,a)}:(e,t,n,r,i,a)=>{e.arcTo(n,t,i,r,a)},r=e==0?(e,t,n,r,i)=>{e.rect(t,n,r,i)}:(e,t,n,r,i)=>{e.rect(n,t,i,r)};return(e,i,a,o,s,c=0,l=0)=>{c==0&&l==0?r(e,i,a,o,s):(c=Ar(c,o/2,s/2),l=Ar(l,o/2,s/2),t(e,i+c,a),n(e,i+o,a,i+o,a+s,c),n(e,i+o,a+s,i,a+s,l),n(e,i,a+s,i,a,l),n(e,i,a,i+o,a,c),e.closePath())}}var go=(e,t,n)=>{e.moveTo(t,n)},_o=(e,t,n)=>{e.moveTo(n,t)},vo=(e,t,n)=>{e.lineTo(t,n)},yo=(e,t,n)=>{e.lineTo(n,t)},bo=ho(0),xo=ho(1),So=(e,t,n,r,i,a)=>{e.arc(t,n,r,i,a)},Co=(e,t,n,r,i,a)=>{e.arc(n,t,r,i,a)},wo=(e,t,n,r,i,a,o)=>{e.bezierCurveTo(t,n,r,i,a,o)},To=(e,t,n,r,i,a,o)=>{e.bezierCurveTo(n,t,i,r,o,a)};function Eo(e){return(e,t,n,r,i)=>oo(e,t,(t,a,o,s,c,l,u,d,f,p,m)=>{let{pxRound:h,points:g}=t,_,v;s.ori==0?(_=go,v=So):(_=_o,v=Co);let y=Q(g.width*q,3),b=(g.size-g.width)/2*q,x=Q(b*2,3),S=new Path2D,C=new Path2D,{left:w,top:T,width:E,height:D}=e.bbox;bo(C,w-x,T-x,E+x*2,D+x*2);let O=e=>{if(o[e]!=null){let t=h(l(a[e],s,p,d)),n=h(u(o[e],c,m,f));_(S,t+b,n),v(S,t,n,b,0,Tr*2)}};if(i)i.forEach(O);else for(let e=n;e<=r;e++)O(e);return{stroke:y>0?S:null,fill:S,clip:C,flags:3}})}function Do(e){return(t,n,r,i,a,o)=>{r!=i&&(a!=r&&o!=r&&e(t,n,r),a!=i&&o!=i&&e(t,n,i),e(t,n,o))}}var Oo=Do(vo),ko=Do(yo);function Ao(e){let t=X(e?.alignGaps,0);return(e,n,r,i)=>oo(e,n,(a,o,s,c,l,u,d,f,p,m,h)=>{[r,i]=ur(s,r,i);let g=a.pxRound,_=e=>g(u(e,c,m,f)),v=e=>g(d(e,l,h,p)),y,b;c.ori==0?(y=vo,b=Oo):(y=yo,b=ko);let x=c.dir*(c.ori==0?1:-1),S={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:io},C=S.stroke,w=!1;if(i-r>=m*4){let t=t=>e.posToVal(t,c.key,!0),n=null,a=null,l,u,d,f=_(o[x==1?r:i]),p=_(o[r]),m=_(o[i]),h=t(x==1?p+1:m-1);for(let e=x==1?r:i;e>=r&&e<=i;e+=x){let r=o[e],i=(x==1?r<h:r>h)?f:_(r),c=s[e];i==f?c==null?c===null&&(w=!0):(u=c,n==null?(y(C,i,v(u)),l=n=a=u):u<n?n=u:u>a&&(a=u)):(n!=null&&b(C,f,v(n),v(a),v(l),v(u)),c==null?(n=a=null,c===null&&(w=!0)):(u=c,y(C,i,v(u)),n=a=l=u),f=i,h=t(f+x))}n!=null&&n!=a&&d!=f&&b(C,f,v(n),v(a),v(l),v(u))}else for(let e=x==1?r:i;e>=r&&e<=i;e+=x){let t=s[e];t===null?w=!0:t!=null&&y(C,_(o[e]),v(t))}let[T,E]=so(e,n);if(a.fill!=null||T!=0){let t=S.fill=new Path2D(C),s=v(a.fillTo(e,n,a.min,a.max,T)),c=_(o[r]),l=_(o[i]);x==-1&&([l,c]=[c,l]),y(t,l,s),y(t,c,s)}if(!a.spanGaps){let l=[];w&&l.push(...po(o,s,r,i,x,_,t)),S.gaps=l=a.gaps(e,n,r,i,l),S.clip=uo(l,c.ori,f,p,m,h)}return E!=0&&(S.band=E==2?[lo(e,n,r,i,C,-1),lo(e,n,r,i,C,1)]:lo(e,n,r,i,C,E)),S})}function jo(e){let t=X(e.align,1),n=X(e.ascDesc,!1),r=X(e.alignGaps,0),i=X(e.extend,!1);return(e,a,o,s)=>oo(e,a,(c,l,u,d,f,p,m,h,g,_,v)=>{[o,s]=ur(u,o,s);let y=c.pxRound,{left:b,width:x}=e.bbox,S=e=>y(p(e,d,_,h)),C=e=>y(m(e,f,v,g)),w=d.ori==0?vo:yo,T={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:io},E=T.stroke,D=d.dir*(d.ori==0?1:-1),O=C(u[D==1?o:s]),k=S(l[D==1?o:s]),A=k,j=k;i&&t==-1&&(j=b,w(E,j,O)),w(E,k,O);for(let e=D==1?o:s;e>=o&&e<=s;e+=D){let n=u[e];if(n==null)continue;let r=S(l[e]),i=C(n);t==1?w(E,r,O):w(E,A,i),w(E,r,i),O=i,A=r}let ee=A;i&&t==1&&(ee=b+x,w(E,ee,O));let[te,ne]=so(e,a);if(c.fill!=null||te!=0){let t=T.fill=new Path2D(E),n=C(c.fillTo(e,a,c.min,c.max,te));w(t,ee,n),w(t,j,n)}if(!c.spanGaps){let i=[];i.push(...po(l,u,o,s,D,S,r));let f=c.width*q/2,p=n||t==1?f:-f,m=n||t==-1?-f:f;i.forEach(e=>{e[0]+=p,e[1]+=m}),T.gaps=i=c.gaps(e,a,o,s,i),T.clip=uo(i,d.ori,h,g,_,v)}return ne!=0&&(T.band=ne==2?[lo(e,a,o,s,E,-1),lo(e,a,o,s,E,1)]:lo(e,a,o,s,E,ne)),T})}function Mo(e,t,n,r,i,a,o=Rr){if(e.length>1){let s=null;for(let c=0,l=1/0;c<e.length;c++)if(t[c]!==void 0){if(s!=null){let t=Er(e[c]-e[s]);t<l&&(l=t,o=Er(n(e[c],r,i,a)-n(e[s],r,i,a)))}s=c}}return o}function No(e){e||=ni;let t=X(e.size,[.6,Rr,1]),n=e.align||0,r=e.gap||0,i=e.radius;i=i==null?[0,0]:typeof i==`number`?[i,0]:i;let a=Z(i),o=1-t[0],s=X(t[1],Rr),c=X(t[2],1),l=X(e.disp,ni),u=X(e.each,e=>{}),{fill:d,stroke:f}=l;return(e,t,i,p)=>oo(e,t,(m,h,g,_,v,y,b,x,S,C,w)=>{let T=m.pxRound,E=n,D=r*q,O=s*q,k=c*q,A,j;_.ori==0?[A,j]=a(e,t):[j,A]=a(e,t);let ee=_.dir*(_.ori==0?1:-1),te=_.ori==0?bo:xo,ne=_.ori==0?u:(e,t,n,r,i,a,o)=>{u(e,t,n,i,r,o,a)},re=X(e.bands,ri).find(e=>e.series[0]==t),ie=re==null?0:re.dir,ae=m.fillTo(e,t,m.min,m.max,ie),M=T(b(ae,v,w,S)),N,oe,P,F=C,I=T(m.width*q),se=!1,ce=null,le=null,ue=null,de=null;d!=null&&(I==0||f!=null)&&(se=!0,ce=d.values(e,t,i,p),le=new Map,new Set(ce).forEach(e=>{e!=null&&le.set(e,new Path2D)}),I>0&&(ue=f.values(e,t,i,p),de=new Map,new Set(ue).forEach(e=>{e!=null&&de.set(e,new Path2D)})));let{x0:fe,size:L}=l;if(fe!=null&&L!=null){E=1,h=fe.values(e,t,i,p),fe.unit==2&&(h=h.map(t=>e.posToVal(x+t*C,_.key,!0)));let n=L.values(e,t,i,p);oe=L.unit==2?n[0]*C:y(n[0],_,C,x)-y(0,_,C,x),F=Mo(h,g,y,_,C,x,F),P=F-oe+D}else F=Mo(h,g,y,_,C,x,F),P=F*o+D,oe=F-P;P<1&&(P=0),I>=oe/2&&(I=0),P<5&&(T=Ur);let pe=P>0,me=F-P-(pe?I:0);oe=T(Br(me,k,O)),N=(E==0?oe/2:E==ee?0:oe)-E*ee*((E==0?D/2:0)+(pe?I/2:0));let he={stroke:null,fill:null,clip:null,band:null,gaps:null,flags:0},ge=se?null:new Path2D,_e=null;if(re!=null)_e=e.data[re.series[1]];else{let{y0:n,y1:r}=l;n!=null&&r!=null&&(g=r.values(e,t,i,p),_e=n.values(e,t,i,p))}let ve=A*oe,ye=j*oe;for(let n=ee==1?i:p;n>=i&&n<=p;n+=ee){let r=g[n];if(r==null)continue;if(_e!=null){let e=_e[n]??0;if(r-e==0)continue;M=b(e,v,w,S)}let i=y(_.distr!=2||l!=null?h[n]:n,_,C,x),a=b(X(r,ae),v,w,S),o=T(i-N),s=T(jr(a,M)),c=T(Ar(a,M)),u=s-c;if(r!=null){let i=r<0?ye:ve,a=r<0?ve:ye;se?(I>0&&ue[n]!=null&&te(de.get(ue[n]),o,c+Dr(I/2),oe,jr(0,u-I),i,a),ce[n]!=null&&te(le.get(ce[n]),o,c+Dr(I/2),oe,jr(0,u-I),i,a)):te(ge,o,c+Dr(I/2),oe,jr(0,u-I),i,a),ne(e,t,n,o-I/2,c,oe+I,u)}}return I>0?he.stroke=se?de:ge:se||(he._fill=m.width==0?m._fill:m._stroke??m._fill,he.width=0),he.fill=se?le:ge,he})}function Po(e,t){let n=X(t?.alignGaps,0);return(t,r,i,a)=>oo(t,r,(o,s,c,l,u,d,f,p,m,h,g)=>{[i,a]=ur(c,i,a);let _=o.pxRound,v=e=>_(d(e,l,h,p)),y=e=>_(f(e,u,g,m)),b,x,S;l.ori==0?(b=go,S=vo,x=wo):(b=_o,S=yo,x=To);let C=l.dir*(l.ori==0?1:-1),w=v(s[C==1?i:a]),T=w,E=[],D=[];for(let e=C==1?i:a;e>=i&&e<=a;e+=C)if(c[e]!=null){let t=s[e],n=v(t);E.push(T=n),D.push(y(c[e]))}let O={stroke:e(E,D,b,S,x,_),fill:null,clip:null,band:null,gaps:null,flags:io},k=O.stroke,[A,j]=so(t,r);if(o.fill!=null||A!=0){let e=O.fill=new Path2D(k),n=y(o.fillTo(t,r,o.min,o.max,A));S(e,T,n),S(e,w,n)}if(!o.spanGaps){let e=[];e.push(...po(s,c,i,a,C,v,n)),O.gaps=e=o.gaps(t,r,i,a,e),O.clip=uo(e,l.ori,p,m,h,g)}return j!=0&&(O.band=j==2?[lo(t,r,i,a,k,-1),lo(t,r,i,a,k,1)]:lo(t,r,i,a,k,j)),O})}function Fo(e){return Po(Io,e)}function Io(e,t,n,r,i,a){let o=e.length;if(o<2)return null;let s=new Path2D;if(n(s,e[0],t[0]),o==2)r(s,e[1],t[1]);else{let n=Array(o),r=Array(o-1),a=Array(o-1),c=Array(o-1);for(let n=0;n<o-1;n++)a[n]=t[n+1]-t[n],c[n]=e[n+1]-e[n],r[n]=a[n]/c[n];n[0]=r[0];for(let e=1;e<o-1;e++)r[e]===0||r[e-1]===0||r[e-1]>0!=r[e]>0?n[e]=0:(n[e]=3*(c[e-1]+c[e])/((2*c[e]+c[e-1])/r[e-1]+(c[e]+2*c[e-1])/r[e]),isFinite(n[e])||(n[e]=0));n[o-1]=r[o-2];for(let r=0;r<o-1;r++)i(s,e[r]+c[r]/3,t[r]+n[r]*c[r]/3,e[r+1]-c[r]/3,t[r+1]-n[r+1]*c[r]/3,e[r+1],t[r+1])}return s}var Lo=new Set;function Ro(){for(let e of Lo)e.syncRect(!0)}K&&(ir(G,Un,Ro),ir(Rn,Un,Ro,!0),ir(Bn,Un,()=>{es.pxRatio=q}));var zo=Ao(),Bo=Eo();function Vo(e,t,n,r){return(r?[e[0],e[1]].concat(e.slice(2)):[e[0]].concat(e.slice(1))).map((e,r)=>Uo(e,r,t,n))}function Ho(e,t){return e.map((e,n)=>n==0?{}:mi({},t,e))}function Uo(e,t,n,r){return mi({},t==0?n:r,e)}function Wo(e,t,n){return t==null?ii:[t,n]}var Go=Wo;function Ko(e,t,n){return t==null?ii:yr(t,n,hr,!0)}function qo(e,t,n,r){return t==null?ii:pr(t,n,e.scales[r].log,!1)}var Jo=qo;function Yo(e,t,n,r){return t==null?ii:mr(t,n,e.scales[r].log,!1)}var Xo=Yo;function Zo(e,t,n,r,i){let a=jr(zr(e),zr(t)),o=t-e,s=or(i/r*o,n);do{let e=n[s],t=r*e/o;if(t>=i&&a+(e<5?$r.get(e):0)<=17)return[e,t]}while(++s<n.length);return[0,0]}function Qo(e){let t,n;return e=e.replace(/(\d+)px/,(e,r)=>(t=Or((n=+r)*q))+`px`),[e,t,n]}function $o(e){e.show&&[e.font,e.labelFont].forEach(e=>{let t=Q(e[2]*q,1);e[0]=e[0].replace(/[0-9.]+px/,t+`px`),e[1]=t})}function es(e,t,n){let r={mode:X(e.mode,1)},i=r.mode;function a(e,t,n,r){let i=t.valToPct(e);return r+n*(t.dir==-1?1-i:i)}function o(e,t,n,r){let i=t.valToPct(e);return r+n*(t.dir==-1?i:1-i)}function s(e,t,n,r){return t.ori==0?a(e,t,n,r):o(e,t,n,r)}r.valToPosH=a,r.valToPosV=o;let c=!1;r.status=0;let l=r.root=Yn(an);if(e.id!=null&&(l.id=e.id),Kn(l,e.class),e.title){let t=Yn(cn,l);t.textContent=e.title}let u=Jn(`canvas`),d=r.ctx=u.getContext(`2d`),f=Yn(ln,l);ir(`click`,f,e=>{e.target===m&&(W!=en||G!=tn)&&zn.click(r,e)},!0);let p=r.under=Yn(un,f);f.appendChild(u);let m=r.over=Yn(dn,f);e=pi(e);let h=+X(e.pxAlign,1),g=mo(h);(e.plugins||[]).forEach(t=>{t.opts&&(e=t.opts(r,e)||e)});let _=e.ms||.001,v=r.series=i==1?Vo(e.series||[],Na,Qa,!1):Ho(e.series||[null],Za),y=r.axes=Vo(e.axes||[],Aa,Ka,!0),b=r.scales={},x=r.bands=e.bands||[];x.forEach(e=>{e.fill=Z(e.fill||null),e.dir=X(e.dir,-1)});let S=i==2?v[1].facets[0].scale:v[0].scale,C={axes:Rt,series:Ot},w=(e.drawOrder||[`axes`,`series`]).map(e=>C[e]);function T(e){let t=e.distr==3?t=>Pr(t>0?t:e.clamp(r,t,e.min,e.max,e.key)):e.distr==4?t=>Lr(t,e.asinh):e.distr==100?t=>e.fwd(t):e=>e;return n=>{let r=t(n),{_min:i,_max:a}=e,o=a-i;return(r-i)/o}}function E(t){let n=b[t];if(n==null){let r=(e.scales||ni)[t]||ni;if(r.from!=null){E(r.from);let e=mi({},b[r.from],r,{key:t});e.valToPct=T(e),b[t]=e}else{n=b[t]=mi({},t==S?eo:to,r),n.key=t;let e=n.time,a=n.range,o=ai(a);if((t!=S||i==2&&!e)&&(o&&(a[0]==null||a[1]==null)&&(a={min:a[0]==null?gr:{mode:1,hard:a[0],soft:a[0]},max:a[1]==null?gr:{mode:1,hard:a[1],soft:a[1]}},o=!1),!o&&li(a))){let e=a;a=(t,n,r)=>n==null?ii:yr(n,r,e)}n.range=Z(a||(e?Go:t==S?n.distr==3?Jo:n.distr==4?Xo:Wo:n.distr==3?qo:n.distr==4?Yo:Ko)),n.auto=Z(!o&&n.auto),n.clamp=Z(n.clamp||$a),n._min=n._max=null,n.valToPct=T(n)}}}E(`x`),E(`y`),i==1&&v.forEach(e=>{E(e.scale)}),y.forEach(e=>{E(e.scale)});for(let t in e.scales)E(t);let D=b[S],O=D.distr,k,A;D.ori==0?(Kn(l,on),k=a,A=o):(Kn(l,sn),k=o,A=a);let j={};for(let e in b){let t=b[e];(t.min!=null||t.max!=null)&&(j[e]={min:t.min,max:t.max},t.min=t.max=null)}let ee=e.tzDate||(e=>new Date(Or(e/_))),te=e.fmtDate||Mi,ne=_==1?ea(ee):ra(ee),re=aa(ee,ia(_==1?$i:na,te)),ie=ua(ee,ca(la,te)),ae=[],M=r.legend=mi({},pa,e.legend),N=r.cursor=mi({},Sa,{drag:{y:i==2}},e.cursor),oe=M.show,P=N.show,F=M.markers;M.idxs=ae,F.width=Z(F.width),F.dash=Z(F.dash),F.stroke=Z(F.stroke),F.fill=Z(F.fill);let I,se,ce,le=[],ue=[],de,fe=!1,L={};if(M.live){let e=v[1]?v[1].values:null;fe=e!=null,de=fe?e(r,1,0):{_:0};for(let e in de)L[e]=Vn}if(oe){if(I=Jn(`table`,vn,l),ce=Jn(`tbody`,null,I),M.mount(r,I),fe){se=Jn(`thead`,null,I,ce);let e=Jn(`tr`,null,se);for(var pe in Jn(`th`,null,e),de)Jn(`th`,Cn,e).textContent=pe}else Kn(I,bn),M.live&&Kn(I,yn)}let me={show:!0},he={show:!1};function ge(e,t){if(t==0&&(fe||!M.live||i==2))return ii;let n=[],a=Jn(`tr`,xn,ce,ce.childNodes[t]);Kn(a,e.class),e.show||Kn(a,pn);let o=Jn(`th`,null,a);if(F.show){let e=Yn(Sn,o);if(t>0){let n=F.width(r,t);n&&(e.style.border=n+`px `+F.dash(r,t)+` `+F.stroke(r,t)),e.style.background=F.fill(r,t)}}let s=Yn(Cn,o);for(var c in e.label instanceof HTMLElement?s.appendChild(e.label):s.textContent=e.label,t>0&&(F.show||(s.style.color=e.width>0?F.stroke(r,t):F.fill(r,t)),ve(`click`,o,t=>{if(N._lock)return;Ue(t);let n=v.indexOf(e);if((t.ctrlKey||t.metaKey)!=M.isolate){let e=v.some((e,t)=>t>0&&t!=n&&e.show);v.forEach((t,r)=>{r>0&&nr(r,e?r==n?me:he:me,!0,Oi.setSeries)})}else nr(n,{show:!e.show},!0,Oi.setSeries)},!1),Ke&&ve(Fn,o,t=>{N._lock||(Ue(t),nr(v.indexOf(e),vr,!0,Oi.setSeries))},!1)),de){let e=Jn(`td`,wn,a);e.textContent=`--`,n.push(e)}return[a,n]}let _e=new Map;function ve(e,t,n,i=!0){let a=_e.get(t)||{},o=N.bind[e](r,t,n,i);o&&(ir(e,t,a[e]=o),_e.set(t,a))}function ye(e,t,n){let r=_e.get(t)||{};for(let n in r)(e==null||n==e)&&(ar(n,t,r[n]),delete r[n]);e??_e.delete(t)}let R=0,be=0,z=0,B=0,xe=0,Se=0,Ce=xe,we=Se,Te=z,Ee=B,De=0,Oe=0,ke=0,Ae=0;r.bbox={};let je=!1,Me=!1,Ne=!1,Pe=!1,Fe=!1,Ie=!1;function Le(e,t,n){(n||e!=r.width||t!=r.height)&&Re(e,t),zt(!1),Ne=!0,Me=!0,Wt()}function Re(e,t){r.width=R=z=e,r.height=be=B=t,xe=Se=0,Ve(),He();let n=r.bbox;De=n.left=Xr(xe*q,.5),Oe=n.top=Xr(Se*q,.5),ke=n.width=Xr(z*q,.5),Ae=n.height=Xr(B*q,.5)}function ze(){let e=!1,t=0;for(;!e;){t++;let n=It(t),i=Lt(t);e=t==3||n&&i,e||(Re(r.width,r.height),Me=!0)}}function Be({width:e,height:t}){Le(e,t)}r.setSize=Be;function Ve(){let e=!1,t=!1,n=!1,r=!1;y.forEach((i,a)=>{if(i.show&&i._show){let{side:a,_size:o}=i,s=a%2,c=o+(i.label==null?0:i.labelSize);c>0&&(s?(z-=c,a==3?(xe+=c,r=!0):n=!0):(B-=c,a==0?(Se+=c,e=!0):t=!0))}}),tt[0]=e,tt[1]=n,tt[2]=t,tt[3]=r,z-=V[1]+V[3],xe+=V[3],B-=V[2]+V[0],Se+=V[0]}function He(){let e=xe+z,t=Se+B,n=xe,r=Se;function i(i,a){switch(i){case 1:return e+=a,e-a;case 2:return t+=a,t-a;case 3:return n-=a,n+a;case 0:return r-=a,r+a}}y.forEach((e,t)=>{if(e.show&&e._show){let t=e.side;e._pos=i(t,e._size),e.label!=null&&(e._lpos=i(t,e.labelSize))}})}if(N.dataIdx==null){let e=N.hover,n=e.skip=new Set(e.skip??[]);n.add(void 0);let r=e.prox=Z(e.prox),i=e.bias??=0;N.dataIdx=(e,a,o,s)=>{if(a==0)return o;let c=o,l=r(e,a,o,s)??Rr,u=l>=0&&l<Rr,d=D.ori==0?z:B,f=N.left,p=t[0],m=t[a];if(n.has(m[o])){c=null;let e=null,t=null,r;if(i==0||i==-1)for(r=o;e==null&&r-->0;)n.has(m[r])||(e=r);if(i==0||i==1)for(r=o;t==null&&r++<m.length;)n.has(m[r])||(t=r);if(e!=null||t!=null){if(u){let n=e==null?-1/0:k(p[e],D,d,0),r=t==null?1/0:k(p[t],D,d,0),i=f-n,a=r-f;i<=a?i<=l&&(c=e):a<=l&&(c=t)}else c=t==null?e:e==null?t:o-e<=t-o?e:t}}else u&&Er(f-k(p[o],D,d,0))>l&&(c=null);return c}}let Ue=e=>{N.event=e};N.idxs=ae,N._lock=!1;let We=N.points;We.show=Z(We.show),We.size=Z(We.size),We.stroke=Z(We.stroke),We.width=Z(We.width),We.fill=Z(We.fill);let Ge=r.focus=mi({},e.focus||{alpha:.3},N.focus),Ke=Ge.prox>=0,qe=Ke&&We.one,Je=[],Ye=[],Xe=[];function Ze(e,t){let n=We.show(r,t);if(n instanceof HTMLElement)return Kn(n,_n),Kn(n,e.class),Zn(n,-10,-10,z,B),m.insertBefore(n,Je[t]),n}function Qe(e,t){if(i==1||t>0){let t=i==1&&b[e.scale].time,n=e.value;e.value=t?ci(n)?ua(ee,ca(n,te)):n||ie:n||Ga,e.label=e.label||(t?Ma:ja)}if(qe||t>0){e.width=e.width==null?1:e.width,e.paths=e.paths||zo||Gr,e.fillTo=Z(e.fillTo||co),e.pxAlign=+X(e.pxAlign,h),e.pxRound=mo(e.pxAlign),e.stroke=Z(e.stroke||null),e.fill=Z(e.fill||null),e._stroke=e._fill=e._paths=e._focus=null;let t=qa(jr(1,e.width),1),n=e.points=mi({},{size:t,width:jr(1,t*.2),stroke:e.stroke,space:t*2,paths:Bo,_stroke:null,_fill:null},e.points);n.show=Z(n.show),n.filter=Z(n.filter),n.fill=Z(n.fill),n.stroke=Z(n.stroke),n.paths=Z(n.paths),n.pxAlign=e.pxAlign}if(oe){let n=ge(e,t);le.splice(t,0,n[0]),ue.splice(t,0,n[1]),M.values.push(null)}if(P){ae.splice(t,0,null);let n=null;qe?t==0&&(n=Ze(e,t)):t>0&&(n=Ze(e,t)),Je.splice(t,0,n),Ye.splice(t,0,0),Xe.splice(t,0,0)}Ei(`addSeries`,t)}function $e(e,t){t??=v.length,e=i==1?Uo(e,t,Na,Qa):Uo(e,t,{},Za),v.splice(t,0,e),Qe(v[t],t)}r.addSeries=$e;function et(e){if(v.splice(e,1),oe){M.values.splice(e,1),ue.splice(e,1);let t=le.splice(e,1)[0];ye(null,t.firstChild),t.remove()}P&&(ae.splice(e,1),Je.splice(e,1)[0].remove(),Ye.splice(e,1),Xe.splice(e,1)),Ei(`delSeries`,e)}r.delSeries=et;let tt=[!1,!1,!1,!1];function nt(e,t){if(e._show=e.show,e.show){let n=e.side%2,i=b[e.scale];i??=(e.scale=n?v[1].scale:S,b[e.scale]);let a=i.time;e.size=Z(e.size),e.space=Z(e.space),e.rotate=Z(e.rotate),ai(e.incrs)&&e.incrs.forEach(e=>{!$r.has(e)&&$r.set(e,ei(e))}),e.incrs=Z(e.incrs||(i.distr==2?zi:a?_==1?Qi:ta:Bi)),e.splits=Z(e.splits||(a&&i.distr==1?ne:i.distr==3?Ia:i.distr==4?La:Fa)),e.stroke=Z(e.stroke),e.grid.stroke=Z(e.grid.stroke),e.ticks.stroke=Z(e.ticks.stroke),e.border.stroke=Z(e.border.stroke);let o=e.values;e.values=ai(o)&&!ai(o[0])?Z(o):a?ai(o)?aa(ee,ia(o,te)):ci(o)?oa(ee,o):o||re:o||Pa,e.filter=Z(e.filter||(i.distr>=3&&i.log==10?Ua:i.distr==3&&i.log==2?Wa:Wr)),e.font=Qo(e.font),e.labelFont=Qo(e.labelFont),e._size=e.size(r,null,t,0),e._space=e._rotate=e._incrs=e._found=e._splits=e._values=null,e._size>0&&(tt[t]=!0,e._el=Yn(fn,f))}}function rt(e,t,n,r){let[i,a,o,s]=n,c=t%2,l=0;return c==0&&(s||a)&&(l=t==0&&!i||t==2&&!o?Or(Aa.size/3):0),c==1&&(i||o)&&(l=t==1&&!a||t==3&&!s?Or(Ka.size/2):0),l}let it=r.padding=(e.padding||[rt,rt,rt,rt]).map(e=>Z(X(e,rt))),V=r._padding=it.map((e,t)=>e(r,t,tt,0)),H,at=null,ot=null,st=i==1?v[0].idxs:null,ct=null,lt=!1;function ut(e,n){if(t=e??[],r.data=r._data=t,i==2){H=0;for(let e=1;e<v.length;e++)H+=t[e][0].length}else{t.length==0&&(r.data=r._data=t=[[]]),ct=t[0],H=ct.length;let e=t;if(O==2){e=t.slice();let n=e[0]=Array(H);for(let e=0;e<H;e++)n[e]=e}r._data=t=e}if(zt(!0),Ei(`setData`),O==2&&(Ne=!0),n!==!1){let e=D;e.auto(r,lt)?dt():er(S,e.min,e.max),Pe||=N.left>=0,Ie=!0,Wt()}}r.setData=ut;function dt(){lt=!0;let e,n;i==1&&(H>0?(at=st[0]=0,ot=st[1]=H-1,e=t[0][at],n=t[0][ot],O==2?(e=at,n=ot):e==n&&(O==3?[e,n]=pr(e,e,D.log,!1):O==4?[e,n]=mr(e,e,D.log,!1):D.time?n=e+Or(86400/_):[e,n]=yr(e,n,hr,!0))):(at=st[0]=e=null,ot=st[1]=n=null)),er(S,e,n)}let ft,pt,mt,ht,gt,_t,vt,yt,bt,xt;function St(e,t,n,r,i,a){e??=jn,n??=ri,r??=`butt`,i??=jn,a??=`round`,e!=ft&&(d.strokeStyle=ft=e),i!=pt&&(d.fillStyle=pt=i),t!=mt&&(d.lineWidth=mt=t),a!=gt&&(d.lineJoin=gt=a),r!=_t&&(d.lineCap=_t=r),n!=ht&&d.setLineDash(ht=n)}function Ct(e,t,n,r){t!=pt&&(d.fillStyle=pt=t),e!=vt&&(d.font=vt=e),n!=yt&&(d.textAlign=yt=n),r!=bt&&(d.textBaseline=bt=r)}function wt(e,t,n,i,a=0){if(i.length>0&&e.auto(r,lt)&&(t==null||t.min==null)){let t=X(at,0),r=X(ot,i.length-1),o=n.min==null?fr(i,t,r,a,e.distr==3):[n.min,n.max];e.min=Ar(e.min,n.min=o[0]),e.max=jr(e.max,n.max=o[1])}}let Tt={min:null,max:null};function Et(){for(let e in b){let t=b[e];j[e]==null&&(t.min==null||j[S]!=null&&t.auto(r,lt))&&(j[e]=Tt)}for(let e in b){let t=b[e];j[e]==null&&t.from!=null&&j[t.from]!=null&&(j[e]=Tt)}j[S]!=null&&zt(!0);let e={};for(let t in j){let n=j[t];if(n!=null){let a=e[t]=pi(b[t],ui);if(n.min!=null)mi(a,n);else if(t!=S||i==2){if(H==0&&a.from==null){let e=a.range(r,null,null,t);a.min=e[0],a.max=e[1]}else a.min=Rr,a.max=-1/0}}}if(H>0){v.forEach((n,a)=>{if(i==1){let i=n.scale,o=j[i];if(o==null)return;let s=e[i];if(a==0){let e=s.range(r,s.min,s.max,i);s.min=e[0],s.max=e[1],at=or(s.min,t[0]),ot=or(s.max,t[0]),ot-at>1&&(t[0][at]<s.min&&at++,t[0][ot]>s.max&&ot--),n.min=ct[at],n.max=ct[ot]}else n.show&&n.auto&&wt(s,o,n,t[a],n.sorted);n.idxs[0]=at,n.idxs[1]=ot}else if(a>0&&n.show&&n.auto){let[r,i]=n.facets,o=r.scale,s=i.scale,[c,l]=t[a],u=e[o],d=e[s];u!=null&&wt(u,j[o],r,c,r.sorted),d!=null&&wt(d,j[s],i,l,i.sorted),n.min=i.min,n.max=i.max}});for(let t in e){let n=e[t],i=j[t];if(n.from==null&&(i==null||i.min==null)){let e=n.range(r,n.min==Rr?null:n.min,n.max==-1/0?null:n.max,t);n.min=e[0],n.max=e[1]}}}for(let t in e){let n=e[t];if(n.from!=null){let i=e[n.from];if(i.min==null)n.min=n.max=null;else{let e=n.range(r,i.min,i.max,t);n.min=e[0],n.max=e[1]}}}let n={},a=!1;for(let t in e){let r=e[t],i=b[t];if(i.min!=r.min||i.max!=r.max){i.min=r.min,i.max=r.max;let e=i.distr;i._min=e==3?Pr(i.min):e==4?Lr(i.min,i.asinh):e==100?i.fwd(i.min):i.min,i._max=e==3?Pr(i.max):e==4?Lr(i.max,i.asinh):e==100?i.fwd(i.max):i.max,n[t]=a=!0}}if(a){v.forEach((e,t)=>{i==2?t>0&&n.y&&(e._paths=null):n[e.scale]&&(e._paths=null)});for(let e in n)Ne=!0,Ei(`setScale`,e);P&&N.left>=0&&(Pe=Ie=!0)}for(let e in j)j[e]=null}function Dt(e){let t=Br(at-1,0,H-1),n=Br(ot+1,0,H-1);for(;e[t]==null&&t>0;)t--;for(;e[n]==null&&n<H-1;)n++;return[t,n]}function Ot(){if(H>0){let e=v.some(e=>e._focus)&&xt!=Ge.alpha;e&&(d.globalAlpha=xt=Ge.alpha),v.forEach((e,n)=>{if(n>0&&e.show&&(kt(n,!1),kt(n,!0),e._paths==null)){let a=xt;xt!=e.alpha&&(d.globalAlpha=xt=e.alpha);let o=i==2?[0,t[n][0].length-1]:Dt(t[n]);e._paths=e.paths(r,n,o[0],o[1]),xt!=a&&(d.globalAlpha=xt=a)}}),v.forEach((e,t)=>{if(t>0&&e.show){let n=xt;xt!=e.alpha&&(d.globalAlpha=xt=e.alpha),e._paths!=null&&U(t,!1);{let n=e._paths==null?null:e._paths.gaps,i=e.points.show(r,t,at,ot,n),a=e.points.filter(r,t,i,n);(i||a)&&(e.points._paths=e.points.paths(r,t,at,ot,a),U(t,!0))}xt!=n&&(d.globalAlpha=xt=n),Ei(`drawSeries`,t)}}),e&&(d.globalAlpha=xt=1)}}function kt(e,t){let n=t?v[e].points:v[e];n._stroke=n.stroke(r,e),n._fill=n.fill(r,e)}function U(e,t){let n=t?v[e].points:v[e],{stroke:r,fill:i,clip:a,flags:o,_stroke:s=n._stroke,_fill:c=n._fill,_width:l=n.width}=n._paths;l=Q(l*q,3);let u=null,f=l%2/2;t&&c==null&&(c=l>0?`#fff`:s);let p=n.pxAlign==1&&f>0;if(p&&d.translate(f,f),!t){let e=De-l/2,t=Oe-l/2,n=ke+l,r=Ae+l;u=new Path2D,u.rect(e,t,n,r)}t?jt(s,l,n.dash,n.cap,c,r,i,o,a):At(e,s,l,n.dash,n.cap,c,r,i,o,u,a),p&&d.translate(-f,-f)}function At(e,n,i,a,o,s,c,l,u,d,f){let p=!1;u!=0&&x.forEach((m,h)=>{if(m.series[0]==e){let e=v[m.series[1]],g=t[m.series[1]],_=(e._paths||ni).band;ai(_)&&(_=m.dir==1?_[0]:_[1]);let y,b=null;e.show&&_&&br(g,at,ot)?(b=m.fill(r,h)||s,y=e._paths.clip):_=null,jt(n,i,a,o,b,c,l,u,d,f,y,_),p=!0}}),p||jt(n,i,a,o,s,c,l,u,d,f)}function jt(e,t,n,r,i,a,o,s,c,l,u,f){St(e,t,n,r,i),(c||l||f)&&(d.save(),c&&d.clip(c),l&&d.clip(l)),f?(s&3)==3?(d.clip(f),u&&d.clip(u),Nt(i,o),Mt(e,a,t)):s&ao?(Nt(i,o),d.clip(f),Mt(e,a,t)):s&io&&(d.save(),d.clip(f),u&&d.clip(u),Nt(i,o),d.restore(),Mt(e,a,t)):(Nt(i,o),Mt(e,a,t)),(c||l||f)&&d.restore()}function Mt(e,t,n){n>0&&(t instanceof Map?t.forEach((e,t)=>{d.strokeStyle=ft=t,d.stroke(e)}):t!=null&&e&&d.stroke(t))}function Nt(e,t){t instanceof Map?t.forEach((e,t)=>{d.fillStyle=pt=t,d.fill(e)}):t!=null&&e&&d.fill(t)}function Pt(e,t,n,i){let a=y[e],o;if(i<=0)o=[0,0];else{let s=a._space=a.space(r,e,t,n,i);o=Zo(t,n,a._incrs=a.incrs(r,e,t,n,i,s),i,s)}return a._found=o}function Ft(e,t,n,r,i,a,o,s,c,l){let u=o%2/2;h==1&&d.translate(u,u),St(s,o,c,l,s),d.beginPath();let f,p,m,g,_=i+(r==0||r==3?-a:a);n==0?(p=i,g=_):(f=i,m=_);for(let r=0;r<e.length;r++)t[r]!=null&&(n==0?f=m=e[r]:p=g=e[r],d.moveTo(f,p),d.lineTo(m,g));d.stroke(),h==1&&d.translate(-u,-u)}function It(e){let t=!0;return y.forEach((n,i)=>{if(!n.show)return;let a=b[n.scale];if(a.min==null){n._show&&(t=!1,n._show=!1,zt(!1));return}n._show||(t=!1,n._show=!0,zt(!1));let o=n.side,s=o%2,{min:c,max:l}=a,[u,d]=Pt(i,c,l,s==0?z:B);if(d==0)return;let f=a.distr==2,p=n._splits=n.splits(r,i,c,l,u,d,f),m=a.distr==2?p.map(e=>ct[e]):p,h=a.distr==2?ct[p[1]]-ct[p[0]]:u,g=n._values=n.values(r,n.filter(r,m,i,d,h),i,d,h);n._rotate=o==2?n.rotate(r,g,i,d):0;let _=n._size;n._size=kr(n.size(r,g,i,e)),_!=null&&n._size!=_&&(t=!1)}),t}function Lt(e){let t=!0;return it.forEach((n,i)=>{let a=n(r,i,tt,e);a!=V[i]&&(t=!1),V[i]=a}),t}function Rt(){for(let e=0;e<y.length;e++){let t=y[e];if(!t.show||!t._show)continue;let n=t.side,i=n%2,a,o,c=t.stroke(r,e),l=n==0||n==3?-1:1,[u,f]=t._found;if(t.label!=null){let s=t.labelGap*l,p=Or((t._lpos+s)*q);Ct(t.labelFont[0],c,`center`,n==2?Dn:On),d.save(),i==1?(a=o=0,d.translate(p,Or(Oe+Ae/2)),d.rotate((n==3?-Tr:Tr)/2)):(a=Or(De+ke/2),o=p);let m=Vr(t.label)?t.label(r,e,u,f):t.label;d.fillText(m,a,o),d.restore()}if(f==0)continue;let p=b[t.scale],m=i==0?ke:Ae,h=i==0?De:Oe,_=t._splits,v=p.distr==2?_.map(e=>ct[e]):_,x=p.distr==2?ct[_[1]]-ct[_[0]]:u,S=t.ticks,C=t.border,w=S.show?S.size:0,T=Or(w*q),E=Or((t.alignTo==2?t._size-w-t.gap:t.gap)*q),D=t._rotate*-Tr/180,O=g(t._pos*q),k=O+(T+E)*l;o=i==0?k:0,a=i==1?k:0;let A=t.font[0];Ct(A,c,t.align==1?kn:t.align==2?An:D>0?kn:D<0?An:i==0?`center`:n==3?An:kn,D||i==1?`middle`:n==2?Dn:On);let j=t.font[1]*t.lineGap,ee=_.map(e=>g(s(e,p,m,h))),te=t._values;for(let e=0;e<te.length;e++){let t=te[e];if(t!=null){i==0?a=ee[e]:o=ee[e],t=``+t;let n=t.indexOf(`
`)==-1?[t]:t.split(/\n/gm);for(let e=0;e<n.length;e++){let t=n[e];D?(d.save(),d.translate(a,o+e*j),d.rotate(D),d.fillText(t,0,0),d.restore()):d.fillText(t,a,o+e*j)}}}S.show&&Ft(ee,S.filter(r,v,e,f,x),i,n,O,T,Q(S.width*q,3),S.stroke(r,e),S.dash,S.cap);let ne=t.grid;ne.show&&Ft(ee,ne.filter(r,v,e,f,x),i,i==0?2:1,i==0?Oe:De,i==0?Ae:ke,Q(ne.width*q,3),ne.stroke(r,e),ne.dash,ne.cap),C.show&&Ft([O],[1],+(i==0),i==0?1:2,i==1?Oe:De,i==1?Ae:ke,Q(C.width*q,3),C.stroke(r,e),C.dash,C.cap)}Ei(`drawAxes`)}function zt(e){v.forEach((t,n)=>{n>0&&(t._paths=null,e&&(i==1?(t.min=null,t.max=null):t.facets.forEach(e=>{e.min=null,e.max=null})))})}let Bt=!1,Vt=!1,Ht=[];function Ut(){Vt=!1;for(let e=0;e<Ht.length;e++)Ei(...Ht[e]);Ht.length=0}function Wt(){Bt||=(bi(Kt),!0)}function Gt(e,t=!1){Bt=!0,Vt=t,e(r),Kt(),t&&Ht.length>0&&queueMicrotask(Ut)}r.batch=Gt;function Kt(){if(je&&=(Et(),!1),Ne&&=(ze(),!1),Me){if(Y(p,kn,xe),Y(p,Dn,Se),Y(p,Tn,z),Y(p,En,B),Y(m,kn,xe),Y(m,Dn,Se),Y(m,Tn,z),Y(m,En,B),Y(f,Tn,R),Y(f,En,be),u.width=Or(R*q),u.height=Or(be*q),y.forEach(({_el:e,_show:t,_size:n,_pos:r,side:i})=>{if(e!=null){if(t){let t=i===3||i===0?n:0,a=i%2==1;Y(e,a?`left`:`top`,r-t),Y(e,a?`width`:`height`,n),Y(e,a?`top`:`left`,a?Se:xe),Y(e,a?`height`:`width`,a?B:z),qn(e,pn)}else Kn(e,pn)}}),ft=pt=mt=gt=_t=vt=yt=bt=ht=null,xt=1,Zr(!0),xe!=Ce||Se!=we||z!=Te||B!=Ee){zt(!1);let e=z/Te,t=B/Ee;if(P&&!Pe&&N.left>=0){N.left*=e,N.top*=t,Xt&&Zn(Xt,Or(N.left),0,z,B),Zt&&Zn(Zt,0,Or(N.top),z,B);for(let n=0;n<Je.length;n++){let r=Je[n];r!=null&&(Ye[n]*=e,Xe[n]*=t,Zn(r,kr(Ye[n]),kr(Xe[n]),z,B))}}if(J.show&&!Fe&&J.left>=0&&J.width>0){J.left*=e,J.width*=e,J.top*=t,J.height*=t;for(let e in oi)Y(Gn,e,J[e])}Ce=xe,we=Se,Te=z,Ee=B}Ei(`setSize`),Me=!1}R>0&&be>0&&(d.clearRect(0,0,u.width,u.height),Ei(`drawClear`),w.forEach(e=>e()),Ei(`draw`)),J.show&&Fe&&(Xn(J),Fe=!1),P&&Pe&&(Jr(null,!0,!1),Pe=!1),M.show&&M.live&&Ie&&(Hr(),Ie=!1),c||(c=!0,r.status=1,Ei(`ready`)),lt=!1,Bt=!1}r.redraw=(e,t)=>{Ne=t||!1,e===!1?Wt():er(S,D.min,D.max)};function qt(e,n){let i=b[e];if(i.from==null){if(H==0){let t=i.range(r,n.min,n.max,e);n.min=t[0],n.max=t[1]}if(n.min>n.max){let e=n.min;n.min=n.max,n.max=e}if(H>1&&n.min!=null&&n.max!=null&&n.max-n.min<1e-16)return;e==S&&i.distr==2&&H>0&&(n.min=or(n.min,t[0]),n.max=or(n.max,t[0]),n.min==n.max&&n.max++),j[e]=n,je=!0,Wt()}}r.setScale=qt;let Jt,Yt,Xt,Zt,Qt,$t,en,tn,nn,rn,W,G,Rn=!1,zn=N.drag,K=zn.x,Wn=zn.y;P&&(N.x&&(Jt=Yn(hn,m)),N.y&&(Yt=Yn(gn,m)),D.ori==0?(Xt=Jt,Zt=Yt):(Xt=Yt,Zt=Jt),W=N.left,G=N.top);let J=r.select=mi({show:!0,over:!0,left:0,width:0,top:0,height:0},e.select),Gn=J.show?Yn(mn,J.over?m:p):null;function Xn(e,t){if(J.show){for(let t in e)J[t]=e[t],t in oi&&Y(Gn,t,e[t]);t!==!1&&Ei(`setSelect`)}}r.setSelect=Xn;function Qn(e){if(v[e].show)oe&&qn(le[e],pn);else if(oe&&Kn(le[e],pn),P){let t=qe?Je[0]:Je[e];t!=null&&Zn(t,-10,-10,z,B)}}function er(e,t,n){qt(e,{min:t,max:n})}function nr(e,t,n,a){t.focus!=null&&xr(e),t.show!=null&&v.forEach((n,r)=>{r>0&&(e==r||e==null)&&(n.show=t.show,Qn(r),i==2?(er(n.facets[0].scale,null,null),er(n.facets[1].scale,null,null)):er(n.scale,null,null),Wt())}),n!==!1&&Ei(`setSeries`,e,t),a&&ji(`setSeries`,r,e,t)}r.setSeries=nr;function rr(e,t){mi(x[e],t)}function sr(e,t){e.fill=Z(e.fill||null),e.dir=X(e.dir,-1),t??=x.length,x.splice(t,0,e)}function cr(e){e==null?x.length=0:x.splice(e,1)}r.addBand=sr,r.setBand=rr,r.delBand=cr;function lr(e,t){v[e].alpha=t,P&&Je[e]!=null&&(Je[e].style.opacity=t),oe&&le[e]&&(le[e].style.opacity=t)}let ur,dr,_r,vr={focus:!0};function xr(e){if(e!=_r){let t=e==null,n=Ge.alpha!=1;v.forEach((r,a)=>{if(i==1||a>0){let i=t||a==0||a==e;r._focus=t?null:i,n&&lr(a,i?1:Ge.alpha)}}),_r=e,n&&Wt()}}oe&&Ke&&ve(In,I,e=>{N._lock||(Ue(e),_r!=null&&nr(null,vr,!0,Oi.setSeries))});function Sr(e,t,n){let r=b[t];n&&(e=e/q-(r.ori==1?Se:xe));let i=z;r.ori==1&&(i=B,e=i-e),r.dir==-1&&(e=i-e);let a=r._min,o=r._max,s=e/i,c=a+(o-a)*s,l=r.distr;return l==3?Mr(10,c):l==4?Ir(c,r.asinh):l==100?r.bwd(c):c}function Cr(e,n){return or(Sr(e,S,n),t[0],at,ot)}r.valToIdx=e=>or(e,t[0]),r.posToIdx=Cr,r.posToVal=Sr,r.valToPos=(e,t,n)=>b[t].ori==0?a(e,b[t],n?ke:z,n?De:0):o(e,b[t],n?Ae:B,n?Oe:0),r.setCursor=(e,t,n)=>{W=e.left,G=e.top,Jr(null,t,n)};function wr(e,t){Y(Gn,kn,J.left=e),Y(Gn,Tn,J.width=t)}function Dr(e,t){Y(Gn,Dn,J.top=e),Y(Gn,En,J.height=t)}let Nr=D.ori==0?wr:Dr,Fr=D.ori==1?wr:Dr;function zr(){if(oe&&M.live)for(let e=+(i==2);e<v.length;e++){if(e==0&&fe)continue;let t=M.values[e],n=0;for(let r in t)ue[e][n++].firstChild.nodeValue=t[r]}}function Hr(e,t){if(e!=null&&(e.idxs?e.idxs.forEach((e,t)=>{ae[t]=e}):si(e.idx)||ae.fill(e.idx),M.idx=ae[0]),oe&&M.live){for(let e=0;e<v.length;e++)(e>0||i==1&&!fe)&&Ur(e,ae[e]);zr()}Ie=!1,t!==!1&&Ei(`setLegend`)}r.setLegend=Hr;function Ur(e,n){let i=v[e],a=e==0&&O==2?ct:t[e],o;fe?o=i.values(r,e,n)??L:(o=i.value(r,n==null?null:a[n],e,n),o=o==null?L:{_:o}),M.values[e]=o}function Jr(e,n,a){nn=W,rn=G,[W,G]=N.move(r,W,G),N.left=W,N.top=G,P&&(Xt&&Zn(Xt,Or(W),0,z,B),Zt&&Zn(Zt,0,Or(G),z,B));let o,s=at>ot;ur=Rr,dr=null;let c=D.ori==0?z:B,l=D.ori==1?z:B;if(W<0||H==0||s){o=N.idx=null;for(let e=0;e<v.length;e++){let t=Je[e];t!=null&&Zn(t,-10,-10,z,B)}Ke&&nr(null,vr,!0,e==null&&Oi.setSeries),M.live&&(ae.fill(o),Ie=!0)}else{let e,n,a;i==1&&(e=D.ori==0?W:G,n=Sr(e,S),o=N.idx=or(n,t[0],at,ot),a=k(t[0][o],D,c,0));let s=-10,u=-10,d=0,f=0,p=!0,m=``,h=``;for(let e=+(i==2);e<v.length;e++){let g=v[e],_=ae[e],y=_==null?null:i==1?t[e][_]:t[e][1][_],x=N.dataIdx(r,e,o,n),S=x==null?null:i==1?t[e][x]:t[e][1][x];if(Ie=Ie||S!=y||x!=_,ae[e]=x,e>0&&g.show){let n=x==null?-10:x==o?a:k(i==1?t[0][x]:t[e][0][x],D,c,0),_=S==null?-10:A(S,i==1?b[g.scale]:b[g.facets[1].scale],l,0);if(Ke&&S!=null){let t=D.ori==1?W:G,n=Er(Ge.dist(r,e,x,_,t));if(n<ur){let r=Ge.bias;if(r!=0){let i=Sr(t,g.scale),a=S>=0?1:-1,o=i>=0?1:-1;o==a&&(o==1?r==1?S>=i:S<=i:r==1?S<=i:S>=i)&&(ur=n,dr=e)}else ur=n,dr=e}}if(Ie||qe){let t,i;D.ori==0?(t=n,i=_):(t=_,i=n);let a,o,c,l,g,v,y=!0,b=We.bbox;if(b!=null){y=!1;let t=b(r,e);c=t.left,l=t.top,a=t.width,o=t.height}else c=t,l=i,a=o=We.size(r,e);if(v=We.fill(r,e),g=We.stroke(r,e),qe)e==dr&&ur<=Ge.prox&&(s=c,u=l,d=a,f=o,p=y,m=v,h=g);else{let t=Je[e];t!=null&&(Ye[e]=c,Xe[e]=l,tr(t,a,o,y),$n(t,v,g),Zn(t,kr(c),kr(l),z,B))}}}}if(qe){let e=Ge.prox;if(Ie||(_r==null?ur<=e:ur>e||dr!=_r)){let e=Je[0];e!=null&&(Ye[0]=s,Xe[0]=u,tr(e,d,f,p),$n(e,m,h),Zn(e,kr(s),kr(u),z,B))}}}if(J.show&&Rn){if(e!=null){let[t,n]=Oi.scales,[r,i]=Oi.match,[a,o]=e.cursor.sync.scales,s=e.cursor.drag;if(K=s._x,Wn=s._y,K||Wn){let{left:s,top:u,width:d,height:f}=e.select,p=e.scales[a].ori,m=e.posToVal,h,g,_,v,y,x=t!=null&&r(t,a),S=n!=null&&i(n,o);x&&K?(p==0?(h=s,g=d):(h=u,g=f),_=b[t],v=k(m(h,a),_,c,0),y=k(m(h+g,a),_,c,0),Nr(Ar(v,y),Er(y-v))):Nr(0,c),S&&Wn?(p==1?(h=s,g=d):(h=u,g=f),_=b[n],v=A(m(h,o),_,l,0),y=A(m(h+g,o),_,l,0),Fr(Ar(v,y),Er(y-v))):Fr(0,l)}else di()}else{let e=Er(nn-Qt),t=Er(rn-$t);if(D.ori==1){let n=e;e=t,t=n}K=zn.x&&e>=zn.dist,Wn=zn.y&&t>=zn.dist;let n=zn.uni;n==null?zn.x&&zn.y&&(K||Wn)&&(K=Wn=!0):K&&Wn&&(K=e>=n,Wn=t>=n,!K&&!Wn&&(t>e?Wn=!0:K=!0));let r,i;K&&(D.ori==0?(r=en,i=W):(r=tn,i=G),Nr(Ar(r,i),Er(i-r)),Wn||Fr(0,l)),Wn&&(D.ori==1?(r=en,i=W):(r=tn,i=G),Fr(Ar(r,i),Er(i-r)),K||Nr(0,c)),!K&&!Wn&&(Nr(0,0),Fr(0,0))}}if(zn._x=K,zn._y=Wn,e==null){if(a){if(ki!=null){let[e,t]=Oi.scales;Oi.values[0]=e==null?null:Sr(D.ori==0?W:G,e),Oi.values[1]=t==null?null:Sr(D.ori==1?W:G,t)}ji(Mn,r,W,G,z,B,o)}if(Ke){let e=a&&Oi.setSeries,t=Ge.prox;_r==null?ur<=t&&nr(dr,vr,!0,e):ur>t?nr(null,vr,!0,e):dr!=_r&&nr(dr,vr,!0,e)}}Ie&&(M.idx=o,Hr()),n!==!1&&Ei(`setCursor`)}let Yr=null;Object.defineProperty(r,"rect",{get(){return Yr??Zr(!1),Yr}});function Zr(e=!1){e?Yr=null:(Yr=m.getBoundingClientRect(),Ei(`syncRect`,Yr))}function Qr(e,t,n,r,i,a,o){N._lock||Rn&&e!=null&&e.movementX==0&&e.movementY==0||(ti(e,t,n,r,i,a,o,!1,e!=null),e==null?Jr(t,!0,!1):Jr(null,!0,!0))}function ti(e,t,n,i,a,o,c,l,u){if(Yr??Zr(!1),Ue(e),e!=null)n=e.clientX-Yr.left,i=e.clientY-Yr.top;else{if(n<0||i<0){W=-10,G=-10;return}let[e,r]=Oi.scales,c=t.cursor.sync,[l,u]=c.values,[d,f]=c.scales,[p,m]=Oi.match,h=t.axes[0].side%2==1,g=D.ori==0?z:B,_=D.ori==1?z:B,v=h?o:a,y=h?a:o,x=h?i:n,S=h?n:i;if(n=d==null?x/v*g:p(e,d)?s(l,b[e],g,0):-10,i=f==null?S/y*_:m(r,f)?s(u,b[r],_,0):-10,D.ori==1){let e=n;n=i,i=e}}u&&(t==null||t.cursor.event.type==Mn)&&((n<=1||n>=z-1)&&(n=Xr(n,z)),(i<=1||i>=B-1)&&(i=Xr(i,B))),l?(Qt=n,$t=i,[en,tn]=N.move(r,n,i)):(W=n,G=i)}let oi={width:0,height:0,left:0,top:0};function di(){Xn(oi,!1)}let fi,hi,gi,_i;function vi(e,t,n,i,a,o,s){Rn=!0,K=Wn=zn._x=zn._y=!1,ti(e,t,n,i,a,o,s,!0,!1),e!=null&&(ve(Pn,Hn,yi,!1),ji(Nn,r,en,tn,z,B,null));let{left:c,top:l,width:u,height:d}=J;fi=c,hi=l,gi=u,_i=d}function yi(e,t,n,i,a,o,s){Rn=zn._x=zn._y=!1,ti(e,t,n,i,a,o,s,!1,!0);let{left:c,top:l,width:u,height:d}=J,f=u>0||d>0,p=fi!=c||hi!=l||gi!=u||_i!=d;if(f&&p&&Xn(J),zn.setScale&&f&&p){let e=c,t=u,n=l,r=d;if(D.ori==1&&(e=l,t=d,n=c,r=u),K&&er(S,Sr(e,S),Sr(e+t,S)),Wn)for(let e in b){let t=b[e];e!=S&&t.from==null&&t.min!=Rr&&er(e,Sr(n+r,e),Sr(n,e))}di()}else N.lock&&(N._lock=!N._lock,Jr(t,!0,e!=null));e!=null&&(ye(Pn,Hn),ji(Pn,r,W,G,z,B,null))}function xi(e,t,n,r,i,a,o){if(N._lock)return;Ue(e);let s=Rn;if(Rn){let e=!0,t=!0,n,r;D.ori==0?(n=K,r=Wn):(n=Wn,r=K),n&&r&&(e=W<=10||W>=z-10,t=G<=10||G>=B-10),n&&e&&(W=W<en?0:z),r&&t&&(G=G<tn?0:B),Jr(null,!0,!0),Rn=!1}W=-10,G=-10,ae.fill(null),Jr(null,!0,!0),s&&(Rn=s)}function Si(e,t,n,i,a,o,s){N._lock||(Ue(e),dt(),di(),e!=null&&ji(Ln,r,W,G,z,B,null))}function Ci(){y.forEach($o),Le(r.width,r.height,!0)}ir(Bn,Un,Ci);let wi={};wi.mousedown=vi,wi.mousemove=Qr,wi.mouseup=yi,wi.dblclick=Si,wi.setSeries=(e,t,n,i)=>{let a=Oi.match[2];n=a(r,t,n),n!=-1&&nr(n,i,!0,!1)},P&&(ve(Nn,m,vi),ve(Mn,m,Qr),ve(Fn,m,e=>{Ue(e),Zr(!1)}),ve(In,m,xi),ve(Ln,m,Si),Lo.add(r),r.syncRect=Zr);let Ti=r.hooks=e.hooks||{};function Ei(e,t,n){Vt?Ht.push([e,t,n]):e in Ti&&Ti[e].forEach(e=>{e.call(null,r,t,n)})}(e.plugins||[]).forEach(e=>{for(let t in e.hooks)Ti[t]=(Ti[t]||[]).concat(e.hooks[t])});let Di=(e,t,n)=>n,Oi=mi({key:null,setSeries:!1,filters:{pub:Kr,sub:Kr},scales:[S,v[1]?v[1].scale:null],match:[qr,qr,Di],values:[null,null]},N.sync);Oi.match.length==2&&Oi.match.push(Di),N.sync=Oi;let ki=Oi.key,Ai=ro(ki);function ji(e,t,n,r,i,a,o){Oi.filters.pub(e,t,n,r,i,a,o)&&Ai.pub(e,t,n,r,i,a,o)}Ai.sub(r);function Ni(e,t,n,r,i,a,o){Oi.filters.sub(e,t,n,r,i,a,o)&&wi[e](null,t,n,r,i,a,o)}r.pub=Ni;function Pi(){Ai.unsub(r),Lo.delete(r),_e.clear(),ar(Bn,Un,Ci),l.remove(),I?.remove(),Ei(`destroy`)}r.destroy=Pi;function Fi(){Ei(`init`,e,t),ut(t||e.data,!1),j[S]?qt(S,j[S]):dt(),Fe=J.show&&(J.width>0||J.height>0),Pe=Ie=!0,Le(e.width,e.height)}return v.forEach(Qe),y.forEach(nt),n?n instanceof HTMLElement?(n.appendChild(l),Fi()):n(r,Fi):Fi(),r}es.assign=mi,es.fmtNum=Cr,es.rangeNum=yr,es.rangeLog=pr,es.rangeAsinh=mr,es.orient=oo,es.pxRatio=q,es.join=yi,es.fmtDate=Mi,es.tzDate=Pi,es.sync=ro;{es.addGap=fo,es.clipGaps=uo;let e=es.paths={points:Eo};e.linear=Ao,e.stepped=jo,e.bars=No,e.spline=Fo}var ts=e=>getComputedStyle(document.documentElement).getPropertyValue(e).trim();function ns({at:e,series:t,format:n,label:r}){let i=B(null);return z(()=>{let r=i.current;if(!r||e.length===0)return;let a=[ts(`--accent`),ts(`--warn`),ts(`--good`),ts(`--bad`)],o={stroke:ts(`--soft`),grid:{stroke:ts(`--line`),width:1},ticks:{show:!1}},s=new es({width:r.clientWidth,height:230,cursor:{y:!1},legend:{live:!0},axes:[{...o,space:70,values:(e,t)=>t.map(e=>st(new Date(e*1e3).toISOString()))},{...o,size:70,values:(e,t)=>t.map(e=>n(e))}],series:[{label:`Month`,value:(e,t)=>t==null?``:st(new Date(t*1e3).toISOString())},...t.map((t,r)=>({label:t.label,stroke:t.color??a[r%a.length],width:2,dash:t.dashed?[6,4]:void 0,points:{show:e.length<40,size:6},value:(e,t)=>t==null?`–`:n(t)}))]},[e.map(e=>Date.parse(e)/1e3),...t.map(e=>e.values)],r);s.setLegend({idx:e.length-1});let c=new ResizeObserver(()=>s.setSize({width:r.clientWidth,height:230}));return c.observe(r),()=>{c.disconnect(),s.destroy()}},[JSON.stringify(e),JSON.stringify(t)]),U(`div`,{ref:i,class:`chart`,role:`img`,"aria-label":r})}function rs({values:e}){let t=e.map((e,t)=>[t,e]).filter(e=>e[1]!=null);if(t.length<2)return U(`svg`,{class:`spark`,"aria-hidden":`true`});let n=Math.min(...t.map(e=>e[1])),r=Math.max(...t.map(e=>e[1]))-n||1;return U(`svg`,{class:`spark`,viewBox:`0 0 100 32`,preserveAspectRatio:`none`,"aria-hidden":`true`,children:U(`path`,{d:t.map(([t,i],a)=>`${a?`L`:`M`}${t/(e.length-1)*100} ${28-(i-n)/r*24}`).join(``)})})}function is({value:e,most:t}){return e==null||t<=0?null:U(`span`,{"aria-hidden":`true`,class:e<0?`bar neg`:`bar`,style:{width:`${Math.min(100,Math.abs(e)/t*100)}%`}})}var as=[`CUSTOMER`,`PRACTICE`,`LEGAL_ENTITY`,`PROJECT`,`BILLING_MODEL`];function os({session:e}){let[t,n]=Lt(),[r,i]=R(`CUSTOMER`),[a,o]=R(null),s=Xe(e,_t,{keys:[`billing_latency`,`billing_open_age`],by:[r],from:t.from,to:t.to,order:[{metric:`billing_latency`,direction:`DESC`}],first:50}),c=Xe(e,_t,{keys:[`billing_latency`,`work_to_invoice`],by:[],from:t.from,to:t.to,grain:`MONTH`,first:60});return U(y,{children:[U(Rt,{title:`Billing latency`,controls:U(y,{children:[n,U(zt,{label:`By`,value:r,of:as,set:i})]}),children:`Days from approval to invoice, of what was invoiced in the period; beside it the age of what is approved and still unbilled.`}),U(`section`,{class:`panel`,children:[U(`header`,{children:U(`h2`,{children:`By month`})}),U(Nt,{answer:c,children:e=>{let t=e.metrics.nodes.filter(e=>e.kind===`ROW`);return U(ns,{label:`Billing latency by month in days`,at:t.map(e=>String(e.period?.from)),series:[`Approval to invoice`,`Work to invoice`].map((e,n)=>({label:e,values:t.map(e=>e.values[n]?.value==null?null:Number(e.values[n].value))})),format:e=>`${e.toFixed(1)} d`})}})]}),U(`section`,{class:`panel`,children:[U(`header`,{children:[U(`h2`,{children:[`By `,V(r).toLowerCase()]}),U(`p`,{children:`Parts in days`})]}),U(Nt,{answer:s,children:e=>{let n=e.metrics.nodes,i=(n[0]?.values[0]?.parts??[]).filter(e=>e.name!==`mean`),a=Math.max(1,...n.map(e=>Number(e.values[0]?.value??0)));return n.length===0?U(Mt,{children:`Nothing was invoiced in this period.`}):U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:V(r)}),U(`th`,{class:`n`,children:`Mean`}),i.map(e=>U(`th`,{class:`n`,children:V(e.name)},e.name)),U(`th`,{class:`n`,children:`Items`}),U(`th`,{class:`n`,children:`Open age, median`}),U(`th`,{class:`bars`,children:U(`span`,{class:`vh`,children:`Mean as a bar`})})]})}),U(`tbody`,{children:n.map((e,n)=>{let r=e.values[0],s=e.kind===`ROW`?e.dimensions[0]?.label??`None`:`Total`;return U(`tr`,{class:e.kind===`ROW`?``:`total`,children:[U(`th`,{scope:`row`,children:s}),U(`td`,{class:`n`,children:U(Bt,{of:r,name:String(s),onOpen:e.kind===`ROW`?()=>o({key:`billing_latency`,title:String(s),dimensions:e.dimensions.map(e=>({dimension:e.dimension,id:e.id??null})),range:t}):void 0})}),i.map(e=>U(`td`,{class:`n`,children:U(Pt,{of:r.parts.find(t=>t.name===e.name)})},e.name)),U(`td`,{class:`n`,children:r.population}),U(`td`,{class:`n`,children:U(Pt,{of:e.values[1]?.parts.find(e=>e.name===`median`)})}),U(`td`,{children:U(is,{value:r.value==null?null:Number(r.value),most:a})})]},n)})})]})})}})]}),a&&U(Vt,{session:e,cell:a,onClose:()=>o(null)})]})}var ss=[`revenue`,`cost`,`gross_margin`,`gross_margin_pct`],cs=[`PROJECT`,`CUSTOMER`,`PRACTICE`,`ENGAGEMENT`,`BILLING_MODEL`];function ls({session:e}){let[t,n]=Lt(),[r,i]=R(`CUSTOMER`),[a,o]=R(null),s=Xe(e,_t,{keys:ss,by:[r],from:t.from,to:t.to,order:[{metric:`revenue`,direction:`DESC`}],first:50}),c=Xe(e,_t,{keys:[`revenue`,`gross_margin`],by:[],from:t.from,to:t.to,grain:`MONTH`,first:60});return U(y,{children:[U(Rt,{title:`Margin`,controls:U(y,{children:[n,U(zt,{label:`By`,value:r,of:cs,set:i})]}),children:`Revenue less labour, subcontractors and project expenses, in group currency. Click a number for the rows behind it.`}),U(`section`,{class:`panel`,children:[U(`header`,{children:U(`h2`,{children:`By month`})}),U(Nt,{answer:c,children:e=>{let t=e.metrics.nodes.filter(e=>e.kind===`ROW`);return U(ns,{label:`Revenue and gross margin by month`,at:t.map(e=>String(e.period?.from)),series:[`Revenue`,`Gross margin`].map((e,n)=>({label:e,values:t.map(e=>e.values[n]?.value==null?null:Number(e.values[n].value))})),format:t=>tt({value:String(t),unit:`MONEY`,currency:e.metrics.nodes[0]?.values[0]?.currency,state:`OK`},!0)})}})]}),U(`section`,{class:`panel`,children:[U(`header`,{children:U(`h2`,{children:[`By `,V(r).toLowerCase()]})}),U(Nt,{answer:s,children:e=>{let n=e.metrics.nodes,i=Math.max(1,...n.filter(e=>e.kind===`ROW`).map(e=>Math.abs(Number(e.values[2]?.value??0))));return n.length===0?U(Mt,{children:`Nothing to show in this period.`}):U(y,{children:[U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`caption`,{children:[e.metrics.totalCount,` groups, as of `,String(e.metrics.asOf)]}),U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:V(r)}),ss.map(e=>U(`th`,{class:`n`,children:V(e).replace(`pct`,`%`)},e)),U(`th`,{class:`bars`,children:U(`span`,{class:`vh`,children:`Margin as a bar`})})]})}),U(`tbody`,{children:n.map((e,n)=>{let r=e.kind===`ROW`?e.dimensions[0]?.label??e.dimensions[0]?.id??`None`:`Total`;return U(`tr`,{class:e.kind===`ROW`?``:`total`,children:[U(`th`,{scope:`row`,children:r}),e.values.map(n=>U(`td`,{class:`n`,children:U(Bt,{of:n,name:`${r}, ${V(n.key)}`,onOpen:e.kind===`ROW`?()=>o({key:n.key,title:String(r),dimensions:e.dimensions.map(e=>({dimension:e.dimension,id:e.id??null})),range:t}):void 0})},n.key)),U(`td`,{children:U(is,{value:e.values[2]?.value==null?null:Number(e.values[2].value),most:i})})]},n)})})]})}),U(Ft,{count:n[n.length-1]?.values[0]?.excludedByPermission})]})}})]}),a&&U(Vt,{session:e,cell:a,onClose:()=>o(null)})]})}var us=[{key:`gross_margin_pct`,label:`Gross margin`,page:`margin`,good:`up`},{key:`revenue`,label:`Revenue`,page:`margin`,good:`up`},{key:`billable_utilization`,label:`Billable utilization`,page:`utilization`,good:`up`},{key:`billing_latency`,label:`Billing latency`,page:`billing-latency`,good:`down`},{key:`leakage`,label:`Unbilled past deadline`,page:`exceptions`,good:`down`},{key:`unbilled_wip`,label:`Unbilled work`,page:`billing-latency`,good:`down`},{key:`dso`,label:`Days sales outstanding`,page:`accounts`,good:`down`},{key:`sync_success`,label:`Sync success`,page:`integration`,good:`up`}];function ds({session:e}){let[t,n]=Lt(),r=us.map(e=>e.key),i=Xe(e,gt,{from:t.from,to:t.to,keys:r}),a=Xe(e,bt,{first:6},1e4);return U(y,{children:[U(Rt,{title:`Overview`,controls:n,children:[t.from,` to `,t.to,`, compared with the period before. A star marks a number that a late or unproven source, or a missing rate, makes partial.`]}),U(Nt,{answer:i,children:e=>U(`div`,{class:`tiles`,children:us.map((t,n)=>{let r=e.metrics.nodes[0]?.values[n],i=e.trend.nodes.map(e=>{let t=e.values[n]?.value;return t==null?null:Number(t)}),a=r?.compared?.difference==null?null:Number(r.compared.difference),o=a==null||a===0?`flat`:a>0==(t.good===`up`)?`up`:`down`;return U(`a`,{class:`panel tile`,href:`#/${t.page}`,children:[U(`span`,{class:`label`,children:t.label}),U(`span`,{class:`value`,children:U(Pt,{of:r,brief:!0})}),U(`span`,{class:`trend ${o}`,children:a==null||!r?` `:`${a>0?`▲`:a<0?`▼`:`=`} ${tt({...r,unit:r.unit===`RATIO`?`POINTS`:r.unit,value:String(Math.abs(a))},!0)}`}),U(rs,{values:i})]},t.key)})})}),U(`section`,{class:`panel`,children:[U(`header`,{children:[U(`h2`,{children:`Exceptions with the most money waiting`}),U(`a`,{href:`#/exceptions`,children:`All exceptions`})]}),U(Nt,{answer:a,children:e=>e.exceptions.nodes.length===0?U(Mt,{children:`Nothing is wrong. New exceptions appear here by themselves.`}):U(`div`,{class:`scroll`,children:U(`table`,{children:[U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:`What`}),U(`th`,{children:`Severity`}),U(`th`,{class:`n`,children:`Money waiting`}),U(`th`,{class:`n`,children:`Days`})]})}),U(`tbody`,{children:e.exceptions.nodes.map(e=>U(`tr`,{children:[U(`td`,{class:`wrap`,children:[e.title,e.customer&&!e.title.includes(e.customer.name)&&U(`span`,{class:`note`,children:[` · `,e.customer.name]})]}),U(`td`,{children:U(`span`,{class:`tag ${e.severity===`CRITICAL`||e.severity===`ERROR`?`bad`:`warn`}`,children:V(e.severity)})}),U(`td`,{class:`n`,children:e.amount?nt(String(e.amount.amount),String(e.amount.currency)):U(`span`,{class:`masked`,children:`–`})}),U(`td`,{class:`n`,children:e.daysWaiting})]},e.id))})]})})})]})]})}var fs=[`billable_utilization`,`productive_utilization`,`total_utilization`],ps=[`PRACTICE`,`ROLE`,`PERSON`,`LEGAL_ENTITY`,`MANAGER`];function ms({session:e}){let[t,n]=Lt(),[r,i]=R(`PRACTICE`),[a,o]=R(`billable_utilization`),[s,c]=R(null),l=Xe(e,_t,{keys:[a,`capacity`],by:[r],from:t.from,to:t.to,grain:`MONTH`,first:200});return U(y,{children:[U(Rt,{title:`Utilization`,controls:U(y,{children:[n,U(zt,{label:`By`,value:r,of:ps,set:i}),U(zt,{label:`Measure`,value:a,of:fs,set:o})]}),children:`Approved hours over net capacity: scheduled, less holidays and approved absence. 75 % is usually healthy; above 85 % for long is a burn-out risk.`}),U(`section`,{class:`panel`,children:U(Nt,{answer:l,children:e=>{let t=e.metrics.nodes.filter(e=>e.kind===`ROW`),n=[...new Set(t.map(e=>String(e.period?.from)))].sort(),i=new Map;for(let e of t){let t=e.dimensions[0],n=t?.id??``,r=i.get(n)??{label:t?.label??t?.id??`None`,cells:new Map};r.cells.set(String(e.period?.from),e),i.set(n,r)}return t.length===0?U(Mt,{children:`Nobody had capacity in this period, or your role does not see people.`}):U(`div`,{class:`scroll`,children:U(`table`,{class:`heat`,children:[U(`caption`,{children:[V(a),` by `,V(r).toLowerCase(),` and month`]}),U(`thead`,{children:U(`tr`,{children:[U(`th`,{children:V(r)}),n.map(e=>U(`th`,{children:st(e)},e))]})}),U(`tbody`,{children:[...i].sort((e,t)=>e[1].label.localeCompare(t[1].label)).map(([e,t])=>U(`tr`,{children:[U(`th`,{scope:`row`,children:t.label}),n.map(e=>{let n=t.cells.get(e),r=n?.values[0],i=r?.value==null?null:Number(r.value);return U(`td`,{style:i==null?{}:{background:`color-mix(in srgb, var(--accent) ${Math.round(Math.min(1,Math.max(0,(i-.2)/.9))*70)}%, var(--panel))`},children:U(Bt,{of:r,brief:!0,name:`${t.label}, ${st(e)}`,onOpen:n&&(()=>c({key:a,title:`${t.label}, ${st(e)}`,dimensions:n.dimensions.map(e=>({dimension:e.dimension,id:e.id??null})),range:{from:String(n.period?.from),to:String(n.period?.to)}}))})},e)})]},e))})]})})}})}),s&&U(Vt,{session:e,cell:s,onClose:()=>c(null)})]})}var hs={overview:ds,margin:ls,utilization:ms,"billing-latency":os,integration:nn,exceptions:$t,accounts:Yt},gs=()=>{let[e=``,...t]=location.hash.replace(/^#\/?/,``).split(`/`);return{page:e in hs?e:`overview`,rest:t.join(`/`)}};function _s(){let[e,t]=R(void 0),[n,r]=R(gs()),[i,a]=R(!1);if(z(()=>{Ge().then(t)},[]),z(()=>{let e=()=>{r(gs()),a(!1),document.querySelector(`main h1`)?.focus()};return addEventListener(`hashchange`,e),()=>removeEventListener(`hashchange`,e)},[]),z(()=>{document.title=`${V(n.page.replaceAll(`-`,`_`))} · Throughline`},[n.page]),e===void 0)return U(`main`,{children:U(jt,{})});if(e===null)return U(ys,{onToken:e=>{Ke(e),t({token:e,role:``,tokens:{}})}});let o=hs[n.page],s=Object.keys(e.tokens),c=n=>{localStorage.setItem(`throughline.role`,n),t({...e,role:n,token:e.tokens[n]})};return U(`div`,{class:`shell`,children:[U(`a`,{class:`skip`,href:`#main`,onClick:e=>{e.preventDefault(),document.getElementById(`main`)?.focus()},children:`Skip to the numbers`}),U(`aside`,{class:i?`side open`:`side`,children:[U(`div`,{class:`top`,children:[U(`div`,{class:`brand`,children:[U(`img`,{src:`/favicon.svg`,alt:``}),`Throughline`]}),U(`button`,{class:`burger`,"aria-expanded":i,onClick:()=>a(!i),children:`Menu`})]}),U(`nav`,{"aria-label":`Pages`,children:Object.keys(hs).map(e=>U(`a`,{href:`#/${e}`,"aria-current":e===n.page?`page`:void 0,children:V(e.replaceAll(`-`,`_`))},e))}),U(`div`,{class:`foot`,children:[s.length>0?U(`label`,{children:[`View as`,U(`select`,{value:e.role,onChange:e=>c(e.currentTarget.value),children:s.map(e=>U(`option`,{value:e,children:V(e)},e))})]}):U(`button`,{onClick:()=>{qe(),t(null)},children:`Sign out`}),U(vs,{}),U(`a`,{href:`/graphiql`,children:`GraphiQL`})]})]}),U(`main`,{id:`main`,tabIndex:-1,children:U(o,{session:e,rest:n.rest},e.role+n.page)})]})}function vs(){let[e,t]=R(localStorage.getItem(`throughline.theme`)??`system`);return z(()=>{localStorage.setItem(`throughline.theme`,e),e===`system`?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e},[e]),U(`label`,{children:[`Theme`,U(`select`,{value:e,onChange:e=>t(e.currentTarget.value),children:[`system`,`light`,`dark`].map(e=>U(`option`,{value:e,children:V(e)},e))})]})}function ys({onToken:e}){let[t,n]=R(``);return U(`main`,{children:U(`form`,{class:`panel`,style:{maxWidth:`34rem`,margin:`12vh auto`},onSubmit:n=>{n.preventDefault(),t.trim()&&e(t.trim())},children:[U(`h1`,{children:`Throughline`}),U(`p`,{children:[`Paste an access token of your identity provider, or one made with `,U(`code`,{children:`throughline token`}),`.`]}),U(`label`,{children:[`Token`,U(`textarea`,{rows:5,style:{width:`100%`},value:t,onInput:e=>n(e.currentTarget.value),required:!0})]}),U(`button`,{class:`primary`,children:`Open the dashboard`})]})})}P(U(_s,{}),document.getElementById(`root`));