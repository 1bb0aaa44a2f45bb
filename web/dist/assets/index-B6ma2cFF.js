var e,t,n,r,i,a,o,s,c,l,u=Symbol.for(`pv`),d={},f=[],p=/^m(i|n|o|s|text|space)$/,m=Array.isArray,h=f.slice,g=Object.assign;function _(e){e&&e.parentNode&&e.remove()}function v(n,r,i,a,o){var s={type:n,props:r,key:i,ref:a,__k:null,__:null,__b:0,__e:null,__c:null,constructor:u,__v:o||++t,__i:-1,__u:0};return!o&&e.vnode&&e.vnode(s),s}function y(e){return e.children}function b(e,t){this.props=e,this.context=t,this.__g=0}function x(e,t){if(t==null)return e.__&&x(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!=`function`||e.props.__P?null:x(e)}function S(t){var n,r=t.__v,i=r.__e,a=[],o=[],s=t.__P;s&&((n=g({constructor:u},r)).__v=r.__v+1,e.vnode&&e.vnode(n),te(s,n,r,t.__n,s.namespaceURI,32&r.__u?[i]:null,a,i||x(r),32&r.__u,o),n.__v=r.__v,n.__.__k[n.__i]=n,ie(a,n,o),r.__=r.__e=null,n.__e!=i&&C(n))}function C(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),C(e)}function w(t){(8&t.__g||(t.__g|=8,n.push(t),i++))&&r==e.debounceRendering||((r=e.debounceRendering)||queueMicrotask)(T)}function T(){try{for(var e,t=1;n.length;)n.length>t&&n.sort(a),e=n.shift(),t=n.length,8&e.__g&&S(e)}finally{(i=n.length)&&(r||queueMicrotask)(T)}}function E(e,t,n,r,i,a,o,s,c,l,u){var p,m,h,g,_,v,y=r.__k||f,b=t.length;for(c=D(n,t,y,c,b),p=0;p<b;p++)(h=n.__k[p])!=null&&(m=~h.__i&&y[h.__i]||d,h.__i=p,v=te(e,h,m,i,a,o,s,c,l,u),g=h.__e,(m.ref!=h.ref||8&m.__u)&&(m.ref&&M(m.ref,null,h,m),h.ref&&u.push(h.ref,h.__c||g,h)),_||=g,4&h.__u?(c=O(h,c,e,!m.__v),m.__e&&(m.__e=null)):typeof h.type==`function`&&v!==void 0?c=v:g&&(c=g.nextSibling),h.__u&=-21);return n.__e=_,c}function D(e,t,n,r,i){var a,o,s,c,l,d,f,p,h,g=n.length,_=g,b=0,S=0,C=e.__k=Array(i);for(a=0;a<i;a++)(o=t[a])!=null&&typeof o!=`boolean`&&typeof o!=`function`?(typeof o!=`object`||o.constructor===String?o=C[a]=v(null,o):m(o)?o=C[a]=v(y,{children:o}):o.constructor===u&&o.__b?o=C[a]=v(o.type,o.props,o.key,o.ref,o.__v):C[a]=o,c=a+b,o.__=e,o.__b=e.__b+1,s=null,~(l=o.__i=k(o,n,c,_))&&(_--,(s=n[l])&&(s.__u|=2)),s&&s.__v?(o.__u|=16,l==c-1?b--:l==c+1?b++:l!=c&&(l>c?b--:b++,S=1)):(~l||(i>g?b--:i<g&&b++),typeof o.type!=`function`&&(o.__u|=4))):C[a]=null;if(S){for(d=[],f=[],a=0;a<i;a++)if((o=C[a])&&16&o.__u){for(b=0,p=d.length;b<p;)d[h=b+p>>1]<o.__i?b=h+1:p=h;d[b]=o.__i,f[a]=b+1}for(b=d.length;a--;)f[a]&&(f[a]==b?b--:C[a].__u|=4)}if(_)for(a=0;a<g;a++)!(s=n[a])||2&s.__u||(s.__e==r&&(r=x(s)),N(s,s));return r}function O(e,t,n,r){var i,a,o,s;if(typeof e.type==`function`){if(e.props.__P)return t;if(i=e.__k)for(a=0;a<i.length;a++)i[a]&&(i[a].__=e,t=O(i[a],t,n,!1));return t}for(t&&!t.parentNode&&(t=x(e))&&!t.parentNode&&(t=null),o=e.__e,s=t;s&&s.nodeType==8;)s=s.nextSibling;for(o!=s&&(!r&&n.moveBefore&&o.parentNode?n.moveBefore(o,t):n.insertBefore(o,t||null)),t=o;(t&&=t.nextSibling)&&t.nodeType==8&&!t.data.startsWith(`$s`););return t}function k(e,t,n,r){var i,a=e.key,o=e.type,s=t[n],c=s&&!(2&s.__u);if(s===null&&a==null||c&&a==s.key&&o==s.type)return n;if(r>+!!c){for(i=n-1;i>=0;i--)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i;for(i=n+1;i<t.length;i++)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i}return-1}function A(e,t,n){n??=``,t[0]==`-`?e.setProperty(t,n):e[t]=n}function j(e,t,n,r,i){var a,o;if(t==`style`){if(typeof n==`string`)e.style.cssText=n;else{if(typeof r==`string`&&(e.style.cssText=r=``),r)for(t in r)n&&t in n||A(e.style,t);if(n)for(t in n)r&&n[t]==r[t]||A(e.style,t,n[t])}}else if(t[0]==`o`&&t[1]==`n`)typeof n!=`function`&&(n=null),typeof r!=`function`&&(r=null),(e.__e||={})[t]=n,n&&r||(o=l[t]||(l[t]=ee(t)),(e.__a||={})[t]=c,a=t!=(t=t.replace(s,`$1`)),(t=t.slice(2))[0]<`a`&&(t=t.toLowerCase()),n?e.addEventListener(t,o,a):e.removeEventListener(t,o,a));else{if(i==`http://www.w3.org/2000/svg`)t=t.replace(/xlink(H|:h)/,`h`).replace(/sName$/,`s`);else if(t!=`width`&&t!=`height`&&t!=`href`&&t!=`list`&&t!=`form`&&t!=`tabIndex`&&t!=`download`&&t!=`rowSpan`&&t!=`colSpan`&&t!=`role`&&t!=`popover`&&t in e)try{e[t]=n??``;return}catch{}if(typeof n==`function`)return;n==null||!1===n&&t[4]!=`-`?e.removeAttribute(t):e.setAttribute(t,t==`popover`&&n==1?``:n)}}function ee(t){return function(n){var r=this.__e;if(r){if(r=r[t],n[o]==null)n[o]=c++;else if(n[o]<this.__a[t])return;return r(e.event?e.event(n):n)}}}function te(t,n,r,i,a,o,s,c,l,d){var p,h,v,S,C,w,T,D,O,k,A,j,ee,te,ie,M,F,I,L=n.type;if(n.constructor!==u)return null;128&r.__u&&(l=32&r.__u,p=r.__c.__z)&&(n.__u|=l,h=o=[],p.nodeType==8?c=ne(p,o):o.push(p),c=o[0]||c),(p=e.__b)&&p(n);n:if(typeof L==`function`){v=s.length;try{if(D=n.props,O=(p=L.prototype)&&p.render,k=(p=L.contextType)&&i[p.__c],A=p?k?k.props.value:p.__:i,(S=r.__c)?(n.__c=S,2&S.__g&&(S.__g|=1)):(O?n.__c=S=new L(D,A):(n.__c=S=new b(D,A),S.constructor=L,S.render=P),k&&k.sub(S),S.state||(S.state={}),S.__n=i,S.__g|=8,S.__h=[],S.__k=[]),O&&(S.__s||(S.__s=S.state),L.getDerivedStateFromProps&&(S.__s==S.state&&(S.__s=g({},S.__s)),g(S.__s,L.getDerivedStateFromProps(D,S.__s)))),C=S.props,w=S.state,S.__v=n,r.__c){if(D!==C&&O&&!L.getDerivedStateFromProps&&S.componentWillReceiveProps&&S.componentWillReceiveProps(D,A),n.__v==r.__v&&!(8&S.__g)||!(4&S.__g)&&S.shouldComponentUpdate&&!1===S.shouldComponentUpdate(D,S.__s,A)){n.__v!=r.__v&&(S.props=D,S.state=S.__s,S.__g&=-9),n.__e=r.__e,n.__k=r.__k,n.__k.some(function(e){e&&(e.__=n)}),f.push.apply(S.__h,S.__k),S.__k=[],S.__h.length&&s.push(S),c=x(r);break n}S.componentWillUpdate&&S.componentWillUpdate(D,S.__s,A),O&&S.componentDidUpdate&&S.__h.push(function(){S.componentDidUpdate(C,w,T)})}else O&&!L.getDerivedStateFromProps&&S.componentWillMount&&S.componentWillMount(),O&&S.componentDidMount&&S.__h.push(S.componentDidMount);S.context=A,S.props=D,S.__P=t,S.__g&=-5,j=e.__r,ee=O?25:0;do S.__g&=-9,j&&j(n),p=S.render(S.props,S.state=S.__s,S.context);while(8&S.__g&&++ee<25);O&&(f.push.apply(S.__h,S.__k),S.__k=[]),S.state=S.__s,S.getChildContext&&(i=g({},i,S.getChildContext())),O&&r.__c&&S.getSnapshotBeforeUpdate&&(T=S.getSnapshotBeforeUpdate(C,w)),te=p&&p.type===y&&p.key==null?p.props.children:p,D.__P&&(p=c,a=(t=D.__P).namespaceURI,l=o=null,r.props&&r.props.__P!=t&&(r.__k.some(function(e){e&&N(e,e)}),r.__k=null),c=r.__k?x(r,0):null),c=E(t,m(te)?te:[te],n,r,i,a,o,s,c,l,d),D.__P&&(n.__e=null,c=p),n.__u&=-161,h&&h.some(_),S.__h.length&&s.push(S),1&S.__g&&(S.__g&=-4)}catch(t){if(s.length=v,n.__v=null,l||o){if(t&&t.then){if(n.__u|=128|l,o){for(~(F=o.indexOf(c||void 0))||(F=o.length);(I=o[F-1])&&I.nodeType==8;)F--;for(;F<o.length;F++)if(I=o[F]){if(o[F]=null,ie){if(I==M)break}else{if(I.nodeType!=8)break;I.data.startsWith(`$s`)&&(M=ne(ie=I))}}}if(!ie){for(;c&&c.nodeType==8&&c.nextSibling;)c=c.nextSibling;ie=c}(p=ne(ie=n.__c.__z||(n.__c.__z=ie)))?(n.__e=ie,c=p):n.__e=c,c&&=c.nextSibling}else o&&o.some(_)}else n.__e=r.__e;n.__k||=r.__k||[],t&&t.then||re(n),e.__e(t,n,r)}}else c=n.__e=ae(r.__e,n,r,i,a,o,s,l,d,t);return(p=e.diffed)&&p(n),c}function ne(e,t){if(e&&e.nodeType==8&&e.data.startsWith(`$s`))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith(`$s`))n++;else if(e.data.startsWith(`/$s`)&&!--n)return e}t&&t.push(e)}}function re(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(re))}function ie(t,n,r){for(var i=0;i<r.length;)M(r[i++],r[i++],r[i++]);e.__c&&e.__c(n,t),t.some(function(n){try{t=n.__h,n.__h=[],t.some(function(e){e.call(n)})}catch(t){e.__e(t,n.__v)}})}function ae(t,n,r,i,a,o,s,c,l,u){var f,g,v,y,b,S,C,w,T=r.props||d,D=n.props,O=n.type;if(O==`svg`?a=`http://www.w3.org/2000/svg`:O==`math`?a=`http://www.w3.org/1998/Math/MathML`:a||=`http://www.w3.org/1999/xhtml`,o){for(f=0;f<o.length;f++)if((b=o[f])&&(O?b.localName==O:b.nodeType==3)){t=b,o[f]=null;break}}if(!t){if(w=u.ownerDocument||document,!O)return w.createTextNode(D);t=w.createElementNS(a,O,D.is?D:u),c&&=(e.__m&&e.__m(n,o),!1),o=null}if(O){if(u=O==`template`&&t.content||t,o=O==`textarea`&&D.defaultValue!=null?null:o&&h.call(u.childNodes),!c&&o)for(T={},f=0;f<t.attributes.length;f++)T[(b=t.attributes[f]).name]=b.value;for(f in T)b=T[f],f==`dangerouslySetInnerHTML`?v=b:f==`children`||f in D||f==`value`&&`defaultValue`in D||f==`checked`&&`defaultChecked`in D||j(t,f,null,b,a);for(f in D)b=D[f],f==`children`?y=b:f==`dangerouslySetInnerHTML`?g=b:f==`value`?S=b:f==`checked`?C=b:c&&typeof b!=`function`||T[f]===b||j(t,f,b,T[f],a);g?(c||v&&(g.__html==v.__html||g.__html==t.innerHTML)||(t.innerHTML=g.__html),n.__k=[]):(v&&(t.textContent=``),(O==`foreignObject`||a==`http://www.w3.org/1998/Math/MathML`&&p.test(O))&&(a=`http://www.w3.org/1999/xhtml`),E(u,m(y)?y:[y],n,r,i,a,o,s,o?o[0]:r.__k&&x(r,0),c,l),o&&o.some(_)),c&&O!=`textarea`||(f=`value`,O==`progress`&&S==null?t.removeAttribute(f):S==null||S===t[f]&&(O!=`progress`||S)||j(t,f,S,T[f],a),f=`checked`,C!=null&&C!=t[f]&&j(t,f,C,T[f],a))}else T===D||c&&t.data==D||(t.data=D);return t}function M(t,n,r,i){try{typeof t==`function`?n?n.__x=t(n)||1:(i&&=i.__c||i.__e)&&(n=i.__x)&&(i.__x=null,typeof n==`function`?n():t(null)):t.current=n}catch(t){e.__e(t,r)}}function N(t,n,r){var i,a,o,s;if(e.unmount&&e.unmount(t),!(i=t.ref)||i.current&&i.current!=t.__e||M(i,null,n,t),i=t.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(t){e.__e(t,n)}i.__P=i.__n=null}if(i=t.__k)for(s=0;s<i.length;s++)i[s]&&N(i[s],n,typeof t.type!=`function`||r&&!t.props.__P);!r&&(i=t.__c)&&(i=i.__z)&&(a=ne(i,o=[]))&&(i==t.__e&&o.some(_),_(a),_(i)),r||_(t.__e),t.__e=t.__c=t.__=null}function P(e,t,n){return this.constructor(e,n)}function F(t,n){var r,i,a,o;e.__&&e.__(t,n),n.nodeType==9&&(n=n.documentElement),i=(r=t&&32&t.__u)?null:n.__k,n.__k=v(y,{children:[t]}),a=[],o=[],te(n,n.__k,i||d,d,n.namespaceURI,i?null:n.firstChild?h.call(n.childNodes):null,a,i?i.__e:n.firstChild,r,o),ie(a,n.__k,o),n.__k.props.children=null}e={__e:function(e,t,n,r){for(var a,o,s;t=t.__;)if((a=t.__c)&&!(1&a.__g)){a.__g|=4;try{if((s=(o=a.constructor)&&o.getDerivedStateFromError)&&a.setState(o.getDerivedStateFromError(e)),a.componentDidCatch&&(a.componentDidCatch(e,r||{}),s=1),s&&8&a.__g)return void(a.__g|=2)}catch(t){e=t}}throw i=0,e}},t=0,b.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=g({},this.state)),typeof e==`function`&&(e=e(g({},n),this.props)),e&&(g(n,e),this.__v&&(t&&this.__k.push(t),w(this)))},b.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),w(this))},b.prototype.render=y,n=[],i=0,a=function(e,t){return e.__v.__b-t.__v.__b},o=Symbol(),s=/(PointerCapture)$|Capture$/i,c=0,l={};var I,L,oe,se,ce=Object.is,le=0,ue=[],de=[],R=e,fe=R.__b,pe=R.__r,me=R.diffed,he=R.__c,ge=R.unmount,_e=R.__;function ve(e,t){R.__h&&R.__h(L,e,le||t),le=0;var n=L.__H||(L.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function z(e){return le=1,ye(Oe,e)}function ye(e,t,n){var r=ve(I++,2);if(r.t=e,!r.__c&&(r.__=[n?n(t):Oe(void 0,t),function(e){var t=(r.__N||r.__)[0],n=r.t(t,e);ce(t,n)||(r.__N=[n,r.__[1]],r.__c.setState({}))}],r.__c=L,!L.__f)){L.__f=!0;var i=L.shouldComponentUpdate;L.shouldComponentUpdate=function(e,t,n){var r=this.__H;if(!r)return!0;var a=!1,o=this.props!=e;if(r.__.some(function(e){e.__N&&(a=!0,ce(e.__[0],e.__N[0])||(o=!0))}),i){var s=i.call(this,e,t,n);return a?s||o:s}return!a||o}}return r.__}function B(e,t){var n=ve(I++,3);!R.__s&&De(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,L.__H.__h.push(n))}function V(e){return le=5,be(function(){return{current:e}},[])}function be(e,t){var n=ve(I++,7);return De(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function xe(){var e;do{for(;e=de.shift();)try{Te(e)}catch(t){R.__e(t,{__:(e=e.__P)&&e.__v})}for(;e=ue.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(Te),t.__h.some(Ee),t.__h=[]}catch(n){t.__h=[],R.__e(n,e.__v)}}}while(de.length)}R.__b=function(e){L=null,fe&&fe(e)},R.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),_e&&_e(e,t)},R.__r=function(e){pe&&pe(e),I=0;var t=(L=e.__c).__H;t&&(oe==L?L.__h=[]:(t.__h.some(Te),t.__h.some(Ee),I=0),t.__h=[],t.__.some(function(e){e.__N&&(e.__=e.__N),e.u=e.__N=void 0})),oe=L},R.diffed=function(e){me&&me(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&we(ue.push(t)),t.__H.__.some(function(e){e.u&&(e.__H=e.u)})),oe=L=null},R.__c=function(e,t){t.some(function(e){try{e.__h.some(Te),e.__h=e.__h.filter(function(e){return!e.__||Ee(e)})}catch(t){e.__h=[function(){throw t}]}}),he&&he(e,t)},R.unmount=function(e){ge&&ge(e);var t,n,r=e.__c;r&&r.__H&&(r.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n&&=n.__c}r.__P=n,we(de.push(r))}else Te(r)}catch(e){t=e}}),r.__H=void 0,t&&R.__e(t,r.__v))};var Se=typeof requestAnimationFrame==`function`;function Ce(e){var t,n=function(){clearTimeout(r),Se&&cancelAnimationFrame(t),setTimeout(e)},r=setTimeout(n,35);Se&&(t=requestAnimationFrame(n))}function we(e){e!=1&&se==R.requestAnimationFrame||((se=R.requestAnimationFrame)||Ce)(xe)}function Te(e){var t=L,n=e.__c;typeof n==`function`&&(e.__c=void 0,n()),L=t}function Ee(e){var t=L;e.__c=e.__(),L=t}function De(e,t){return!e||e.length!=t.length||t.some(function(t,n){return!ce(t,e[n])})}function Oe(e,t){return typeof t==`function`?t(e):t}function ke(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function Ae(e){return ke(e)===`object`}function je(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function Me(e,t){return e.length<124?e:t}var Ne=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(Ne||{}),Pe=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))(Pe||{});function Fe(e){if(!Ae(e))throw Error(`Message is expected to be an object, but got ${ke(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${ke(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!Ae(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${ke(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!Ae(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${ke(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${ke(e.payload.query)}`);if(e.payload.variables!=null&&!Ae(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${ke(e.payload.variables)}`);if(e.payload.operationName!=null&&ke(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${ke(e.payload.operationName)}`);if(e.payload.extensions!=null&&!Ae(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${ke(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${ke(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!Ae(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${ke(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${ke(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!je(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${ke(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function Ie(e,t){return Fe(typeof e==`string`?JSON.parse(e,t):e)}function Le(e,t){return Fe(e),JSON.stringify(e,t)}function Re(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=Be,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:g}=e,_;if(p){if(!He(p))throw Error(`Invalid WebSocket implementation provided`);_=p}else typeof WebSocket<`u`?_=WebSocket:typeof global<`u`?_=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(_=window.WebSocket||window.MozWebSocket);if(!_)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let v=_,y=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function b(e){let t=[y.on(`error`,n=>{t.forEach(e=>e()),e(n)}),y.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let x,S=0,C,w=!1,T=0,E=!1;async function D(){clearTimeout(C);let[e,r]=await(x??=new Promise((e,r)=>(async()=>{if(w){if(await u(T),!S)return x=void 0,r({code:1e3,reason:`All Subscriptions Gone`});T++}y.emit(`connecting`,w);let i=new v(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===v.OPEN&&(i.send(Le({type:Pe.Ping})),y.emit(`ping`,!1,void 0))},o))}b(e=>{x=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof ze&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>y.emit(`error`,e),i.onclose=e=>y.emit(`closed`,e),i.onopen=async()=>{try{y.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==v.OPEN)return;i.send(Le(e?{type:Pe.ConnectionInit,payload:e}:{type:Pe.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(Ne.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){y.emit(`error`,e),i.close(Ne.InternalClientError,Me(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=Ie(t,g);if(y.emit(`message`,n),n.type===`ping`||n.type===`pong`){y.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(Le(n.payload?{type:Pe.Pong,payload:n.payload}:{type:Pe.Pong},h)),y.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==Pe.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,y.emit(`connected`,i,n.payload,w),w=!1,T=0;let r=new Promise((e,t)=>b(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,y.emit(`error`,e),i.close(Ne.BadResponse,Me(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===v.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=b(n);e.readyState!==v.OPEN&&r.catch(n),l.then(()=>{if(i(),!S){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(C),C=setTimeout(()=>{!S&&e.readyState===v.OPEN&&t()},a)):t()}t()})})]}function O(e){if(Be(e)&&(Ve(e.code)||[Ne.InternalServerError,Ne.InternalClientError,Ne.BadRequest,Ne.BadResponse,Ne.Unauthorized,Ne.SubprotocolNotAcceptable,Ne.SubscriberAlreadyExists,Ne.TooManyInitialisationRequests].includes(e.code)))throw e;if(E)return!1;if(Be(e)&&e.code===1e3)return S>0;if(!l||T>=l||!d(e))throw e;return w=!0}r||(async()=>{for(S++;;)try{let[,,e]=await D();await e}catch(e){try{if(!O(e))return}catch(e){return i?.(e)}}})();function k(e,t){let n=m(e),r=!1,i=!1,a=()=>{S--,r=!0};return(async()=>{for(S++;;)try{let[o,s,c]=await D();if(r)return c.catch(()=>{}),s();let l=y.onMessage(n,e=>{switch(e.type){case Pe.Next:t.next(e.payload);return;case Pe.Error:i=!0,r=!0,t.error(e.payload),a();return;case Pe.Complete:r=!0,a();return}});o.send(Le({id:n,type:Pe.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===v.OPEN&&o.send(Le({id:n,type:Pe.Complete},h)),S--,r=!0,s()},await c.finally(l);return}catch(e){if(!O(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:y.on,subscribe:k,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=k(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(E=!0,x){let[e]=await x;e.close(1e3,`Normal Closure`)}},terminate(){x&&y.emit(`closed`,new ze)}}}var ze=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function Be(e){return Ae(e)&&`code`in e&&`reason`in e}function Ve(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function He(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var Ue=`throughline.token`;async function We(){let e=await fetch(`/demo/session.json`).then(e=>e.ok?e.json():null).catch(()=>null),t=localStorage.getItem(Ue);if(e){let t=new URLSearchParams(location.search).get(`role`)??localStorage.getItem(`throughline.role`)??`pmo`,n=e.tokens[t]?t:Object.keys(e.tokens)[0];return{token:e.tokens[n],role:n,tokens:e.tokens}}return t?{token:t,role:``,tokens:{}}:null}var Ge=e=>localStorage.setItem(Ue,e),Ke=()=>localStorage.removeItem(Ue),qe=class extends Error{code;constructor(e,t){super(e),this.code=t}};async function Je(e,t,n,r){let i=await fetch(`/graphql`,{method:`POST`,headers:{"content-type":`application/json`,accept:`application/graphql-response+json, application/json;q=0.9`,authorization:`Bearer ${e.token}`},body:JSON.stringify({query:t.toString(),variables:n}),signal:r}).catch(e=>{throw e instanceof DOMException&&e.name===`AbortError`?e:new qe(`The hub does not answer. It may be restarting; this page tries again by itself.`,`UNREACHABLE`)}),a=await i.json().catch(()=>null),o=a?.errors?.[0];if(!a||o&&!a.data)throw new qe(o?.message??`The hub answered ${i.status}.`,o?.extensions?.code??String(i.status));return a.data}function Ye(e,t,n,r=3e4){let[i,a]=z({kind:`loading`}),[o,s]=z(0),c=JSON.stringify(n);return B(()=>{let i=new AbortController;a(e=>({kind:`loading`,before:e.kind===`ready`?e.data:e.before}));let o=()=>Je(e,t,n,i.signal).then(e=>a({kind:`ready`,data:e})).catch(e=>{i.signal.aborted||a(t=>({kind:`error`,error:e instanceof qe?e:new qe(String(e),`PAGE`),before:t.kind===`ready`?t.data:t.before}))});o();let s=setInterval(o,r);return()=>{i.abort(),clearInterval(s)}},[e.token,t,c,o,r]),{...i,again:()=>s(e=>e+1)}}var Xe;function Ze(e){return Xe?.token!==e&&(Xe?.client.dispose(),Xe={token:e,client:Re({url:`${location.protocol===`https:`?`wss`:`ws`}://${location.host}/graphql/ws`,connectionParams:{authorization:`Bearer ${e}`},keepAlive:15e3,retryAttempts:1/0,shouldRetry:()=>!0,lazy:!0})}),Xe.client}function Qe(e,t,n,r,i){let[a,o]=z(!1),s=JSON.stringify(n);return B(()=>{let a=!1,s,c=()=>{},l,u=Ze(e.token),d=[u.on(`connected`,()=>o(!0)),u.on(`closed`,()=>o(!1))],f=()=>{let e={...n,after:s??n.after};c=u.subscribe({query:t.toString(),variables:e},{next:t=>{t.data&&(s=r(t.data)??s,e.after=s??e.after,o(!0),i(t.data))},error:()=>{a||(l=setTimeout(f,2e3))},complete:()=>{a||(l=setTimeout(f,2e3))}})};return f(),()=>{a=!0,clearTimeout(l),c();for(let e of d)e()}},[e.token,t,s]),a}var $e=(e,t)=>Number(e).toLocaleString(void 0,{minimumFractionDigits:t,maximumFractionDigits:t});function et(e,t=!1){if(!e||e.value==null)return`–`;switch(e.unit){case`RATIO`:return`${$e(String(Number(e.value)*100),1)} %`;case`MONEY`:return tt(e.value,e.currency,t);case`DAYS`:return`${$e(e.value,1)} d`;case`HOURS`:return`${$e(e.value,+!t)} h`;case`COUNT`:return $e(e.value,0);default:return $e(e.value,2)}}function tt(e,t,n=!1){if(e==null)return`–`;let r=t?{style:`currency`,currency:t}:{};return Number(e).toLocaleString(void 0,n?{...r,notation:`compact`,maximumFractionDigits:1,minimumFractionDigits:0}:r)}var nt={NO_RATE:`an exchange rate is missing`,NO_ESTIMATE:`an estimate to complete is missing`,NO_SOURCE:`no connected system carries this`,TOO_FEW:`too few observations`,ZERO_REVENUE:`there is no revenue`,NEGATIVE_REVENUE:`revenue is negative`,ZERO_CAPACITY:`there is no capacity`,STALE:`a source is late`,LOADING:`the first load is under way`,UNPROVEN:`a source is unproven`,MISSING_COST_RATE:`a cost rate is missing`,MISSING_BILL_RATE:`a bill rate is missing`,MORE_THAN:`more days than the history holds`},rt=e=>(e.reasons??[]).map(e=>nt[e]??e.toLowerCase().replaceAll(`_`,` `)).join(`; `),H=e=>{let t=e.replaceAll(`_`,` `).toLowerCase();return t.charAt(0).toUpperCase()+t.slice(1)};function U(e,t=Date.now()){if(!e)return`never`;let n=Math.max(0,(t-Date.parse(e))/1e3);return n<90?`${Math.round(n)} s ago`:n<5400?`${Math.round(n/60)} min ago`:n<129600?`${Math.round(n/3600)} h ago`:`${Math.round(n/86400)} d ago`}var it=e=>e.toISOString().slice(0,10);function at(e=new Date){let t=e.getUTCFullYear(),n=e.getUTCMonth(),r=Math.floor(n/3)*3,i=(e,n)=>({from:it(new Date(Date.UTC(t,e,1))),to:it(new Date(Date.UTC(t,n+1,0)))});return{"This month":i(n,n),"Last month":i(n-1,n-1),"This quarter":i(r,r+2),"Last quarter":i(r-3,r-1),"Last 12 months":i(n-11,n),"This year":i(0,11),"Last year":i(-12,-1)}}var ot=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}},st=new ot(`
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
    `,{fragmentName:`Value`}),ct=new ot(`
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
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
    `,{fragmentName:`Trouble`}),lt=new ot(`
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
    `,{fragmentName:`Paying`}),ut={"\n  query Viewer { viewer { subject roles { role } permissions } }\n":new ot(`
    query Viewer {
  viewer {
    subject
    roles {
      role
    }
    permissions
  }
}
    `),"\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) { nodes { values { ...Value compared { value difference state } } } }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) { nodes { period { from to } values { key value state } } }\n  }\n":new ot(`
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
}`),"\n  fragment Value on MetricValue { key value unit currency numerator denominator state reasons population excludedByPermission excluded { reason count } parts { name value unit state } }\n":st,"\n  query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $where: MetricFilter, $first: Int, $grain: Grain) {\n    metrics(keys: $keys, groupBy: $by, grain: $grain, period: { from: $from, to: $to }, orderBy: $order, where: $where, first: $first, totals: true) {\n      totalCount asOf knownAt sequence\n      sources { system watermark complete }\n      nodes { kind period { from to } dimensions { dimension id label } values { ...Value } }\n    }\n  }\n":new ot(`
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
}`),"\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount sum pageInfo { hasNextPage endCursor }\n      nodes { kind id on amount hours rateBasis provenance { system externalId runId payloadHash receivedAt mappingVersion correlationId } }\n    }\n  }\n":new ot(`
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
    `),"\n  query Integration {\n    connections { id vendor paused circuit errorCode errorDetail }\n    streams(first: 200) { nodes { connection stream state rows watermarkAt lastOkAt lastRunAt nextRunAt attempt deadLetters } }\n  }\n":new ot(`
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
    `),"\n  query Exceptions($first: Int) {\n    exceptions(first: $first) { totalCount nodes { ...Trouble } }\n  }\n":new ot(`
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
}`),"\n  fragment Trouble on Exception { id rule severity state title detail hint amount { amount currency } amountGroup { amount currency } daysWaiting owner assignee detectedAt openedAt acknowledgedAt resolvedAt deadlineAt resolution reason maskedFields { field class rule } }\n":ct,"\n  subscription ExceptionEvents($after: String) { exceptions(after: $after) { cursor exception { ...Trouble } } }\n":new ot(`
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
}`),"\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) { acknowledgeException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n":new ot(`
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
}`),"\n  mutation Assign($input: AssignExceptionInput!) { assignException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n":new ot(`
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
}`),"\n  mutation Resolve($input: ResolveExceptionInput!) { resolveException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n":new ot(`
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
}`),"\n  query Customers($first: Int) { customers(first: $first) { nodes { id name } } }\n":new ot(`
    query Customers($first: Int) {
  customers(first: $first) {
    nodes {
      id
      name
    }
  }
}
    `),"\n  query Account($id: ID!) {\n    customer(id: $id) { id name number currency status paymentStatus { ...Paying } invoices(first: 20) { nodes { id number document status issuedOn dueOn total { amount currency } openAmount { amount currency } } } maskedFields { field class rule } }\n  }\n":new ot(`
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
    invoices(first: 20) {
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
}`),"\n  fragment Paying on PaymentStatus { status daysPastDue openAmount { amount currency } overdueAmount { amount currency } lastPaidOn changedAt }\n":lt,"\n  subscription PaymentEvents($after: String) { paymentStatus(after: $after) { cursor customerId customerName paymentStatus { ...Paying } } }\n":new ot(`
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
}`)};function dt(e){return ut[e]??{}}dt(`
  query Viewer { viewer { subject roles { role } permissions } }
`);var ft=dt(`
  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {
    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) { nodes { values { ...Value compared { value difference state } } } }
    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) { nodes { period { from to } values { key value state } } }
  }
`);dt(`
  fragment Value on MetricValue { key value unit currency numerator denominator state reasons population excludedByPermission excluded { reason count } parts { name value unit state } }
`);var pt=dt(`
  query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $where: MetricFilter, $first: Int, $grain: Grain) {
    metrics(keys: $keys, groupBy: $by, grain: $grain, period: { from: $from, to: $to }, orderBy: $order, where: $where, first: $first, totals: true) {
      totalCount asOf knownAt sequence
      sources { system watermark complete }
      nodes { kind period { from to } dimensions { dimension id label } values { ...Value } }
    }
  }
`),mt=dt(`
  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {
    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {
      totalCount sum pageInfo { hasNextPage endCursor }
      nodes { kind id on amount hours rateBasis provenance { system externalId runId payloadHash receivedAt mappingVersion correlationId } }
    }
  }
`),ht=dt(`
  query Integration {
    connections { id vendor paused circuit errorCode errorDetail }
    streams(first: 200) { nodes { connection stream state rows watermarkAt lastOkAt lastRunAt nextRunAt attempt deadLetters } }
  }
`),gt=dt(`
  query Exceptions($first: Int) {
    exceptions(first: $first) { totalCount nodes { ...Trouble } }
  }
`);dt(`
  fragment Trouble on Exception { id rule severity state title detail hint amount { amount currency } amountGroup { amount currency } daysWaiting owner assignee detectedAt openedAt acknowledgedAt resolvedAt deadlineAt resolution reason maskedFields { field class rule } }
`);var _t=dt(`
  subscription ExceptionEvents($after: String) { exceptions(after: $after) { cursor exception { ...Trouble } } }
`),vt=dt(`
  mutation Acknowledge($input: AcknowledgeExceptionInput!) { acknowledgeException(input: $input) { exception { ...Trouble } userErrors { message code } } }
`),yt=dt(`
  mutation Assign($input: AssignExceptionInput!) { assignException(input: $input) { exception { ...Trouble } userErrors { message code } } }
`),bt=dt(`
  mutation Resolve($input: ResolveExceptionInput!) { resolveException(input: $input) { exception { ...Trouble } userErrors { message code } } }
`),xt=dt(`
  query Customers($first: Int) { customers(first: $first) { nodes { id name } } }
`),St=dt(`
  query Account($id: ID!) {
    customer(id: $id) { id name number currency status paymentStatus { ...Paying } invoices(first: 20) { nodes { id number document status issuedOn dueOn total { amount currency } openAmount { amount currency } } } maskedFields { field class rule } }
  }
`);dt(`
  fragment Paying on PaymentStatus { status daysPastDue openAmount { amount currency } overdueAmount { amount currency } lastPaidOn changedAt }
`);var Ct=dt(`
  subscription PaymentEvents($after: String) { paymentStatus(after: $after) { cursor customerId customerName paymentStatus { ...Paying } } }
`),wt=Symbol.for(`pv`),Tt=0;Array.isArray;function W(t,n,r,i,a,o){n||={};var s,c,l=n;if(`ref`in l&&typeof t!=`function`)for(c in l={},n)c==`ref`?s=n[c]:l[c]=n[c];var u={type:t,props:l,key:r,ref:s,__k:null,__:null,__b:0,__e:null,__c:null,constructor:wt,__v:--Tt,__i:-1,__u:0};return(a||o)&&(u.__source=a,u.__self=o),e.vnode&&e.vnode(u),u}function Et({title:e,onClose:t,children:n}){let r=V(null);return B(()=>{let e=document.activeElement;return r.current?.showModal(),()=>e?.focus?.()},[]),W(`dialog`,{ref:r,"aria-label":e,onClose:t,onClick:e=>{e.target===r.current&&r.current?.close()},children:[W(`header`,{children:[W(`h2`,{children:e}),W(`button`,{onClick:()=>r.current?.close(),children:`Close`})]}),n]})}function Dt({rows:e=4}){return W(`div`,{role:`status`,"aria-label":`Loading`,class:`panel`,style:{border:0,padding:0},children:Array.from({length:e},(e,t)=>W(`div`,{class:`skeleton`,style:{width:`${92-t*9}%`}},t))})}var Ot=({children:e})=>W(`div`,{class:`state`,children:e});function kt({answer:e,children:t}){let n=e.kind===`ready`?e.data:e.before;return W(y,{children:[e.kind===`error`&&W(`div`,{class:`state error`,role:`alert`,children:[W(`strong`,{children:n?`These numbers could not be refreshed.`:`This could not be loaded.`}),W(`span`,{children:e.error.message}),W(`button`,{onClick:e.again,children:`Try again`})]}),n?t(n):e.kind===`loading`?W(Dt,{}):null]})}function At({of:e,brief:t}){return e?e.state===`MASKED`?W(`span`,{class:`masked`,title:`Your role does not see this figure`,children:`hidden`}):e.state===`EMPTY`?W(`span`,{class:`masked`,title:`Nothing to measure in this period`,children:`none`}):e.state===`UNDEFINED`?W(`span`,{class:`masked`,title:`Not defined: ${rt(e)}`,children:[`n/a`,W(`span`,{class:`vh`,children:[` (`,rt(e),`)`]})]}):W(`span`,{children:[et(e,t),e.state===`PARTIAL`&&W(`sup`,{title:`Partial: ${rt(e)}`,class:`down`,"aria-label":`partial, ${rt(e)}`,children:`*`})]}):W(`span`,{class:`masked`,children:`–`})}function jt({count:e,names:t}){return!e&&!t?.length?null:W(`p`,{class:`note`,children:[t?.length?`Hidden for your role: ${t.join(`, `)}. `:``,e?`${e} rows are in scope but their amounts are not shown to you.`:``]})}function Mt(e=`Last 12 months`){let t=at(),[n,r]=z(sessionStorage.getItem(`throughline.period`)??e);return[t[n]??t[e],W(`label`,{children:[`Period`,W(`select`,{value:n,onChange:e=>{r(e.currentTarget.value),sessionStorage.setItem(`throughline.period`,e.currentTarget.value)},children:Object.keys(t).map(e=>W(`option`,{children:e},e))})]})]}function Nt({title:e,children:t,controls:n}){return W(`div`,{class:`head`,children:[W(`div`,{children:[W(`h1`,{tabIndex:-1,children:e}),W(`p`,{children:t})]}),W(`div`,{class:`controls`,children:n})]})}function Pt({session:e,cell:t,onClose:n}){let r=Ye(e,mt,{key:t.key,dimensions:t.dimensions,from:t.range.from,to:t.range.to,first:100},6e5);return W(Et,{title:`${H(t.key)}: ${t.title}`,onClose:n,children:W(kt,{answer:r,children:e=>W(y,{children:[W(`p`,{class:`note`,children:[e.contributions.totalCount,` rows; they sum to `,tt(String(e.contributions.sum),null),`.`]}),W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:`Day`}),W(`th`,{children:`Kind`}),W(`th`,{children:`Record`}),W(`th`,{class:`n`,children:`Amount`}),W(`th`,{class:`n`,children:`Hours`}),W(`th`,{children:`Source`}),W(`th`,{children:`Received`})]})}),W(`tbody`,{children:e.contributions.nodes.map((e,t)=>W(`tr`,{children:[W(`td`,{children:String(e.on)}),W(`td`,{children:H(e.kind)}),W(`td`,{children:W(`code`,{children:e.id??`–`})}),W(`td`,{class:`n`,children:tt(String(e.amount),null)}),W(`td`,{class:`n`,children:e.hours==null?``:String(e.hours)}),W(`td`,{children:e.provenance?`${e.provenance.system} ${e.provenance.externalId}`:``}),W(`td`,{children:e.provenance?`run ${e.provenance.runId}, ${String(e.provenance.receivedAt).slice(0,16).replace(`T`,` `)}`:``})]},e.id??t))})]})}),e.contributions.pageInfo.hasNextPage&&W(`p`,{class:`note`,children:`The first 100 rows are shown; the API pages through all of them.`})]})})})}function Ft({session:e,rest:t}){let n=Ye(e,xt,{first:200},12e4),r=n.kind===`ready`?n.data.customers.nodes:[],i=t||r[0]?.id||``;return W(y,{children:[W(Nt,{title:`Accounts`,controls:W(`label`,{children:[`Account`,W(`select`,{value:i,onChange:e=>{location.hash=`#/accounts/${e.currentTarget.value}`},children:r.map(e=>W(`option`,{value:e.id,children:e.name},e.id))})]}),children:`Payment status, as the ledger gives it: the worst open invoice decides.`}),W(kt,{answer:n,children:e=>e.customers.nodes.length===0?W(Ot,{children:`Your role sees no accounts.`}):null}),i&&W(It,{session:e,id:i},i)]})}function It({session:e,id:t}){let n=Ye(e,St,{id:t}),[r,i]=z(null),a=Qe(e,Ct,{after:null},e=>e.paymentStatus.cursor,e=>{e.paymentStatus.customerId===t&&(i(`${e.paymentStatus.paymentStatus.status??``}`),n.again())});return B(()=>i(null),[t]),W(kt,{answer:n,children:e=>{let t=e.customer;if(!t)return W(Ot,{children:`This account does not exist, or your role does not see it.`});let n=t.paymentStatus,i=n?.status?.startsWith(`OVERDUE`)||n?.status===`DISPUTED`;return W(y,{children:[W(`section`,{class:r?`panel flash`:`panel`,children:[W(`header`,{children:[W(`h2`,{children:t.name}),W(`span`,{class:`live`,role:`status`,children:[W(`span`,{class:`dot ${a?`on`:`off`}`}),a?`Live`:`Reconnecting`]})]}),W(`p`,{"aria-live":`polite`,children:[W(`span`,{class:`tag ${i?`bad`:n?.status===`CURRENT`?`good`:`warn`}`,style:{fontSize:`1rem`},"data-testid":`payment-status`,children:n?.status?H(n.status):`Unknown`}),r&&W(`span`,{class:`note`,children:` changed just now`})]}),n&&W(`p`,{children:[n.openAmount?`${tt(String(n.openAmount.amount),String(n.openAmount.currency))} open`:`Open amount hidden`,n.overdueAmount&&Number(n.overdueAmount.amount)>0?`, ${tt(String(n.overdueAmount.amount),String(n.overdueAmount.currency))} overdue for up to ${n.daysPastDue} days`:``,n.lastPaidOn?`; last paid on ${String(n.lastPaidOn)}`:``,`. `,W(`span`,{class:`note`,children:[`As of `,U(String(n.changedAt)),`.`]})]}),W(jt,{names:t.maskedFields.map(e=>e.field)})]}),W(`section`,{class:`panel`,children:[W(`header`,{children:W(`h2`,{children:`Latest invoices`})}),t.invoices.nodes.length===0?W(Ot,{children:`No invoice yet.`}):W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:`Number`}),W(`th`,{children:`Document`}),W(`th`,{children:`Status`}),W(`th`,{children:`Issued`}),W(`th`,{children:`Due`}),W(`th`,{class:`n`,children:`Total`}),W(`th`,{class:`n`,children:`Open`})]})}),W(`tbody`,{children:t.invoices.nodes.map(e=>W(`tr`,{children:[W(`th`,{scope:`row`,children:e.number??e.id}),W(`td`,{children:H(e.document)}),W(`td`,{children:H(e.status)}),W(`td`,{children:String(e.issuedOn??``)}),W(`td`,{children:String(e.dueOn??``)}),W(`td`,{class:`n`,children:e.total?tt(String(e.total.amount),String(e.total.currency)):W(`span`,{class:`masked`,children:`hidden`})}),W(`td`,{class:`n`,children:e.openAmount?tt(String(e.openAmount.amount),String(e.openAmount.currency)):``})]},e.id))})]})})]})]})}})}function Lt({session:e}){let t=Ye(e,gt,{first:200},6e4),[n,r]=z(new Map),[i,a]=z(null),[o,s]=z(``);B(()=>{t.kind===`ready`&&r(new Map)},[t.kind]);let c=e=>{r(t=>new Map(t).set(e.id,e)),a(t=>t?.id===e.id?e:t)},l=Qe(e,_t,{after:null},e=>e.exceptions.cursor,e=>{c(e.exceptions.exception),s(`${H(e.exceptions.exception.state)}: ${e.exceptions.exception.title}`)});return W(y,{children:[W(Nt,{title:`Exceptions`,controls:W(`span`,{class:`live`,role:`status`,children:[W(`span`,{class:`dot ${l?`on`:`off`}`}),l?`Live`:`Reconnecting`]}),children:`What is wrong, ranked by the money that waits on it.`}),W(`p`,{class:`vh`,"aria-live":`polite`,children:o}),W(`section`,{class:`panel`,children:W(kt,{answer:t,children:t=>{let r=new Map(t.exceptions.nodes.map(e=>[e.id,e]));for(let[e,t]of n)r.set(e,t);let i=[...r.values()].filter(e=>e.state!==`RESOLVED`).sort((e,t)=>Number(t.amountGroup?.amount??0)-Number(e.amountGroup?.amount??0));return i.length===0?W(Ot,{children:[W(`strong`,{children:`Nothing is wrong.`}),`New exceptions appear here by themselves.`]}):W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`caption`,{children:[i.length,` open`]}),W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:`What`}),W(`th`,{children:`Severity`}),W(`th`,{children:`State`}),W(`th`,{class:`n`,children:`Money waiting`}),W(`th`,{class:`n`,children:`Days`}),W(`th`,{children:`Owner`}),W(`th`,{children:`Assigned`}),W(`th`,{children:W(`span`,{class:`vh`,children:`Actions`})})]})}),W(`tbody`,{children:i.map(t=>W(`tr`,{class:n.has(t.id)?`flash`:``,children:[W(`td`,{class:`wrap`,children:W(`button`,{class:`link`,onClick:()=>a(t),children:t.title})}),W(`td`,{children:W(`span`,{class:`tag ${t.severity===`CRITICAL`||t.severity===`ERROR`?`bad`:`warn`}`,children:H(t.severity)})}),W(`td`,{children:H(t.state)}),W(`td`,{class:`n`,children:t.amount?tt(String(t.amount.amount),String(t.amount.currency)):W(`span`,{class:`masked`,children:t.maskedFields.length?`hidden`:`–`})}),W(`td`,{class:`n`,children:t.daysWaiting}),W(`td`,{children:H(t.owner)}),W(`td`,{children:t.assignee??``}),W(`td`,{children:W(`button`,{disabled:t.state!==`OPEN`,onClick:()=>void Je(e,vt,{input:{id:t.id}}).then(e=>{let t=e.acknowledgeException;t.exception?c(t.exception):s(t.userErrors[0]?.message??``)}).catch(e=>s(e.message)),children:`Acknowledge`})})]},t.id+(n.has(t.id)?`*`:``)))})]})})}})}),o&&W(`p`,{class:`note`,children:o}),i&&W(Rt,{exception:i,onClose:()=>a(null),act:async(t,n)=>{let r={id:i.id},a=t===`assign`?(await Je(e,yt,{input:{...r,assignee:n}})).assignException:(await Je(e,bt,{input:{...r,reason:n}})).resolveException;return a.exception&&c(a.exception),a.userErrors[0]?.message??``}})]})}function Rt({exception:e,onClose:t,act:n}){let[r,i]=z(``),[a,o]=z(``),s=e=>void n(e,r.trim()).then(e=>{o(e),e||i(``)}).catch(e=>o(e.message));return W(Et,{title:e.title,onClose:t,children:[W(`p`,{children:e.detail??W(`span`,{class:`masked`,children:`The evidence is hidden for your role.`})}),W(`p`,{children:[W(`strong`,{children:`What to do.`}),` `,e.hint]}),W(`p`,{class:`note`,children:[`Rule `,H(e.rule),`. Seen `,U(String(e.detectedAt)),`. `,e.acknowledgedAt?`Acknowledged ${U(String(e.acknowledgedAt))}. `:``,e.resolvedAt?`Resolved ${U(String(e.resolvedAt))} (${e.resolution??``}): ${e.reason??``}`:e.deadlineAt?`To be resolved by ${String(e.deadlineAt).slice(0,16).replace(`T`,` `)} UTC.`:``]}),a&&W(`div`,{class:`state error`,role:`alert`,children:a}),W(`label`,{children:[`Assign to, or reason for accepting`,W(`input`,{value:r,onInput:e=>i(e.currentTarget.value),style:{width:`100%`}})]}),W(`p`,{style:{display:`flex`,gap:`.5rem`,marginTop:`.6rem`},children:[W(`button`,{disabled:!r.trim(),onClick:()=>s(`assign`),children:`Assign`}),W(`button`,{disabled:!r.trim(),onClick:()=>s(`resolve`),children:`Accept with this reason`})]})]})}function zt({session:e}){let t=Ye(e,ht,{},5e3);return W(y,{children:[W(Nt,{title:`Integration`,children:`How fresh and complete each source is. A stale or unproven source makes the numbers on it partial, never silently smaller.`}),W(kt,{answer:t,children:e=>e.connections.length===0?W(Ot,{children:`No connection is configured, or your role does not see them.`}):W(y,{children:e.connections.map(t=>{let n=e.streams.nodes.filter(e=>e.connection===t.id),r=n.filter(e=>e.state!==`OK`).length;return W(`section`,{class:`panel`,children:[W(`header`,{children:[W(`h2`,{children:[t.id,` `,W(`span`,{class:`note`,children:H(t.vendor)})]}),W(`span`,{class:`tag ${t.errorCode?`bad`:t.paused||r?`warn`:`good`}`,children:t.errorCode?`Failing`:t.paused?`Paused`:r?`${r} streams need a look`:`Healthy`})]}),t.errorCode&&W(`div`,{class:`state error`,children:[W(`strong`,{children:t.errorCode}),W(`span`,{children:t.errorDetail})]}),W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:`Stream`}),W(`th`,{children:`State`}),W(`th`,{class:`n`,children:`Records`}),W(`th`,{children:`Proven to`}),W(`th`,{children:`Last good run`}),W(`th`,{class:`n`,children:`Failed attempts`}),W(`th`,{class:`n`,children:`Set aside`})]})}),W(`tbody`,{children:n.map(e=>W(`tr`,{children:[W(`th`,{scope:`row`,children:H(e.stream??``)}),W(`td`,{children:W(`span`,{class:`tag ${e.state===`OK`?`good`:e.state===`LOADING`?`warn`:`bad`}`,children:H(e.state)})}),W(`td`,{class:`n`,children:(e.rows??0).toLocaleString()}),W(`td`,{children:U(e.watermarkAt)}),W(`td`,{children:U(e.lastOkAt)}),W(`td`,{class:`n`,children:e.attempt||``}),W(`td`,{class:`n`,children:e.deadLetters||``})]},e.stream))})]})})]},t.id)})})})]})}var Bt=!0,Vt=`uplot`,Ht=`u-hz`,Ut=`u-vt`,Wt=`u-title`,Gt=`u-wrap`,Kt=`u-under`,qt=`u-over`,Jt=`u-axis`,Yt=`u-off`,Xt=`u-select`,Zt=`u-cursor-x`,Qt=`u-cursor-y`,$t=`u-cursor-pt`,en=`u-legend`,tn=`u-live`,nn=`u-inline`,rn=`u-series`,an=`u-marker`,on=`u-label`,sn=`u-value`,cn=`width`,ln=`height`,un=`top`,dn=`bottom`,fn=`left`,pn=`right`,mn=`#000`,hn=`#0000`,gn=`mousemove`,_n=`mousedown`,vn=`mouseup`,yn=`mouseenter`,bn=`mouseleave`,xn=`dblclick`,Sn=`resize`,Cn=`scroll`,wn=`change`,Tn=`dppxchange`,En=`--`,Dn=typeof window<`u`,On=Dn?document:null,kn=Dn?window:null,An=Dn?navigator:null,G,jn;function Mn(){let e=devicePixelRatio;G!=e&&(G=e,jn&&Kn(wn,jn,Mn),jn=matchMedia(`(min-resolution: ${G-.001}dppx) and (max-resolution: ${G+.001}dppx)`),Gn(wn,jn,Mn),kn.dispatchEvent(new CustomEvent(Tn)))}function Nn(e,t){if(t!=null){let n=e.classList;!n.contains(t)&&n.add(t)}}function Pn(e,t){let n=e.classList;n.contains(t)&&n.remove(t)}function K(e,t,n){e.style[t]=n+`px`}function Fn(e,t,n,r){let i=On.createElement(e);return t!=null&&Nn(i,t),n?.insertBefore(i,r),i}function In(e,t){return Fn(`div`,e,t)}var Ln=new WeakMap;function Rn(e,t,n,r,i){let a=`translate(`+t+`px,`+n+`px)`;a!=Ln.get(e)&&(e.style.transform=a,Ln.set(e,a),t<0||n<0||t>r||n>i?Nn(e,Yt):Pn(e,Yt))}var zn=new WeakMap;function Bn(e,t,n){let r=t+n;r!=zn.get(e)&&(zn.set(e,r),e.style.background=t,e.style.borderColor=n)}var Vn=new WeakMap;function Hn(e,t,n,r){let i=t+``+n;i!=Vn.get(e)&&(Vn.set(e,i),e.style.height=n+`px`,e.style.width=t+`px`,e.style.marginLeft=r?-t/2+`px`:0,e.style.marginTop=r?-n/2+`px`:0)}var Un={passive:!0},Wn={...Un,capture:!0};function Gn(e,t,n,r){t.addEventListener(e,n,r?Wn:Un)}function Kn(e,t,n,r){t.removeEventListener(e,n,Un)}Dn&&Mn();function qn(e,t,n,r){let i;n||=0,r||=t.length-1;let a=r<=2147483647;for(;r-n>1;)i=a?n+r>>1:dr((n+r)/2),t[i]<e?n=i:r=i;return e-t[n]<=t[r]-e?n:r}function Jn(e){return(t,n,r)=>{let i=-1,a=-1;for(let a=n;a<=r;a++)if(e(t[a])){i=a;break}for(let i=r;i>=n;i--)if(e(t[i])){a=i;break}return[i,a]}}var Yn=e=>e!=null,Xn=e=>e!=null&&e>0,q=Jn(Yn),J=Jn(Xn);function Zn(e,t,n,r=0,i=!1){let a=i?J:q,o=i?Xn:Yn;[t,n]=a(e,t,n);let s=e[t],c=e[t];if(t>-1){if(r==1)s=e[t],c=e[n];else if(r==-1)s=e[n],c=e[t];else for(let r=t;r<=n;r++){let t=e[r];o(t)&&(t<s?s=t:t>c&&(c=t))}}return[s??Sr,c??-Sr]}function Qn(e,t,n,r){let i=_r(e),a=_r(t);e==t&&(i==-1?(e*=n,t/=n):(e/=n,t*=n));let o=n==10?vr:yr,s=i==1?dr:pr,c=a==1?pr:dr,l=s(o(ur(e))),u=c(o(ur(t))),d=gr(n,l),f=gr(n,u);return n==10&&(l<0&&(d=Q(d,-l)),u<0&&(f=Q(f,-u))),r||n==2?(e=d*i,t=f*a):(e=Ir(e,d),t=Fr(t,f)),[e,t]}function $n(e,t,n,r){let i=Qn(e,t,n,r);return e==0&&(i[0]=0),t==0&&(i[1]=0),i}var er=.1,tr={mode:3,pad:er},nr={pad:0,soft:null,mode:0},rr={min:nr,max:nr};function ir(e,t,n,r){return qr(n)?or(e,t,n):(nr.pad=n,nr.soft=r?0:null,nr.mode=r?3:0,or(e,t,rr))}function Y(e,t){return e??t}function ar(e,t,n){for(t=Y(t,0),n=Y(n,e.length-1);t<=n;){if(e[t]!=null)return!0;t++}return!1}function or(e,t,n){let r=n.min,i=n.max,a=Y(r.pad,0),o=Y(i.pad,0),s=Y(r.hard,-Sr),c=Y(i.hard,Sr),l=Y(r.soft,Sr),u=Y(i.soft,-Sr),d=Y(r.mode,0),f=Y(i.mode,0),p=t-e,m=vr(p),h=hr(ur(e),ur(t)),g=ur(vr(h)-m);(p<1e-24||g>10)&&(p=0,(e==0||t==0)&&(p=1e-24,d==2&&l!=Sr&&(a=0),f==2&&u!=-Sr&&(o=0)));let _=p||h||1e3,v=gr(10,dr(vr(_))),y=Q(Ir(e-_*(p==0?e==0?.1:1:a),v/10),24),b=e>=l&&(d==1||d==3&&y<=l||d==2&&y>=l)?l:Sr,x=hr(s,y<b&&e>=b?b:mr(b,y)),S=Q(Fr(t+_*(p==0?t==0?.1:1:o),v/10),24),C=t<=u&&(f==1||f==3&&S>=u||f==2&&S<=u)?u:-Sr,w=mr(c,S>C&&t<=C?C:hr(C,S));return x==w&&x==0&&(w=100),[x,w]}var sr=new Intl.NumberFormat(Dn?An.language:`en-US`),X=e=>sr.format(e),cr=Math,lr=cr.PI,ur=cr.abs,dr=cr.floor,fr=cr.round,pr=cr.ceil,mr=cr.min,hr=cr.max,gr=cr.pow,_r=cr.sign,vr=cr.log10,yr=cr.log2,br=(e,t=1)=>cr.sinh(e)*t,xr=(e,t=1)=>cr.asinh(e/t),Sr=1/0;function Cr(e){return(vr((e^e>>31)-(e>>31))|0)+1}function wr(e,t,n){return mr(hr(e,t),n)}function Tr(e){return typeof e==`function`}function Z(e){return Tr(e)?e:()=>e}var Er=()=>{},Dr=e=>e,Or=(e,t)=>t,kr=e=>null,Ar=e=>!0,jr=(e,t)=>e==t,Mr=/\.\d*?(?=9{6,}|0{6,})/gm,Nr=e=>{if(Wr(e)||Lr.has(e))return e;let t=`${e}`,n=t.match(Mr);if(n==null)return e;let r=n[0].length-1;if(t.indexOf(`e-`)!=-1){let[e,n]=t.split(`e`);return+`${Nr(e)}e${n}`}return Q(e,r)};function Pr(e,t){return Nr(Q(Nr(e/t))*t)}function Fr(e,t){return Nr(pr(Nr(e/t))*t)}function Ir(e,t){return Nr(dr(Nr(e/t))*t)}function Q(e,t=0){if(Wr(e))return e;let n=10**t;return fr(e*n*(1+2**-52))/n}var Lr=new Map;function Rr(e){return((``+e).split(`.`)[1]||``).length}function zr(e,t,n,r){let i=[],a=r.map(Rr);for(let o=t;o<n;o++){let t=ur(o),n=Q(gr(e,o),t);for(let s=0;s<r.length;s++){let c=e==10?+`${r[s]}e${o}`:r[s]*n,l=(o>=0?0:t)+(o>=a[s]?0:a[s]),u=e==10?c:Q(c,l);i.push(u),Lr.set(u,l)}}return i}var Br={},Vr=[],Hr=[null,null],Ur=Array.isArray,Wr=Number.isInteger,Gr=e=>e===void 0;function Kr(e){return typeof e==`string`}function qr(e){let t=!1;if(e!=null){let n=e.constructor;t=n==null||n==Object}return t}function Jr(e){return typeof e==`object`&&!!e}var Yr=Object.getPrototypeOf(Uint8Array),Xr=`__proto__`;function Zr(e,t=qr){let n;if(Ur(e)){let r=e.find(e=>e!=null);if(Ur(r)||t(r)){n=Array(e.length);for(let r=0;r<e.length;r++)n[r]=Zr(e[r],t)}else n=e.slice()}else if(e instanceof Yr)n=e.slice();else if(t(e)){n={};for(let r in e)r!=Xr&&(n[r]=Zr(e[r],t))}else n=e;return n}function Qr(e){let t=arguments;for(let n=1;n<t.length;n++){let r=t[n];for(let t in r)t!=Xr&&(qr(e[t])?Qr(e[t],Zr(r[t])):e[t]=Zr(r[t]))}return e}var $r=0,ei=1,ti=2;function ni(e,t,n){for(let r=0,i,a=-1;r<t.length;r++){let o=t[r];if(o>a){for(i=o-1;i>=0&&e[i]==null;)e[i--]=null;for(i=o+1;i<n&&e[i]==null;)e[a=i++]=null}}}function ri(e,t){if(oi(e)){let t=e[0].slice();for(let n=1;n<e.length;n++)t.push(...e[n].slice(1));return si(t[0])||(t=ai(t)),t}let n=new Set;for(let t=0;t<e.length;t++){let r=e[t][0],i=r.length;for(let e=0;e<i;e++)n.add(r[e])}let r=[Array.from(n).sort((e,t)=>e-t)],i=r[0].length,a=new Map;for(let e=0;e<i;e++)a.set(r[0][e],e);for(let n=0;n<e.length;n++){let o=e[n],s=o[0];for(let e=1;e<o.length;e++){let c=o[e],l=Array(i).fill(void 0),u=t?t[n][e]:ei,d=[];for(let e=0;e<c.length;e++){let t=c[e],n=a.get(s[e]);t===null?u!=$r&&(l[n]=t,u==ti&&d.push(n)):l[n]=t}ni(l,d,i),r.push(l)}}return r}var ii=typeof queueMicrotask>`u`?e=>Promise.resolve().then(e):queueMicrotask;function ai(e){let t=e[0],n=t.length,r=Array(n);for(let e=0;e<r.length;e++)r[e]=e;r.sort((e,n)=>t[e]-t[n]);let i=[];for(let t=0;t<e.length;t++){let a=e[t],o=Array(n);for(let e=0;e<n;e++)o[e]=a[r[e]];i.push(o)}return i}function oi(e){let t=e[0][0],n=t.length;for(let r=1;r<e.length;r++){let i=e[r][0];if(i.length!=n)return!1;if(i!=t){for(let e=0;e<n;e++)if(i[e]!=t[e])return!1}}return!0}function si(e,t=100){let n=e.length;if(n<=1)return!0;let r=0,i=n-1;for(;r<=i&&e[r]==null;)r++;for(;i>=r&&e[i]==null;)i--;if(i<=r)return!0;let a=hr(1,dr((i-r+1)/t));for(let t=e[r],n=r+a;n<=i;n+=a){let r=e[n];if(r!=null){if(r<=t)return!1;t=r}}return!0}var ci=[`January`,`February`,`March`,`April`,`May`,`June`,`July`,`August`,`September`,`October`,`November`,`December`],li=[`Sunday`,`Monday`,`Tuesday`,`Wednesday`,`Thursday`,`Friday`,`Saturday`];function ui(e){return e.slice(0,3)}var di=li.map(ui),fi={MMMM:ci,MMM:ci.map(ui),WWWW:li,WWW:di};function pi(e){return(e<10?`0`:``)+e}function mi(e){return(e<10?`00`:e<100?`0`:``)+e}var hi={YYYY:e=>e.getFullYear(),YY:e=>(e.getFullYear()+``).slice(2),MMMM:(e,t)=>t.MMMM[e.getMonth()],MMM:(e,t)=>t.MMM[e.getMonth()],MM:e=>pi(e.getMonth()+1),M:e=>e.getMonth()+1,DD:e=>pi(e.getDate()),D:e=>e.getDate(),WWWW:(e,t)=>t.WWWW[e.getDay()],WWW:(e,t)=>t.WWW[e.getDay()],HH:e=>pi(e.getHours()),H:e=>e.getHours(),h:e=>{let t=e.getHours();return t==0?12:t>12?t-12:t},AA:e=>e.getHours()>=12?`PM`:`AM`,aa:e=>e.getHours()>=12?`pm`:`am`,a:e=>e.getHours()>=12?`p`:`a`,mm:e=>pi(e.getMinutes()),m:e=>e.getMinutes(),ss:e=>pi(e.getSeconds()),s:e=>e.getSeconds(),fff:e=>mi(e.getMilliseconds())};function gi(e,t){t||=fi;let n=[],r=/\{([a-z]+)\}|[^{]+/gi,i;for(;i=r.exec(e);)n.push(i[0][0]==`{`?hi[i[1]]:i[0]);return e=>{let r=``;for(let i=0;i<n.length;i++)r+=typeof n[i]==`string`?n[i]:n[i](e,t);return r}}var _i=new Intl.DateTimeFormat().resolvedOptions().timeZone;function vi(e,t){let n;return t==`UTC`||t==`Etc/UTC`?n=new Date(+e+e.getTimezoneOffset()*6e4):t==_i?n=e:(n=new Date(e.toLocaleString(`en-US`,{timeZone:t})),n.setMilliseconds(e.getMilliseconds())),n}var yi=e=>e%1==0,bi=[1,2,2.5,5],xi=zr(10,-32,0,bi),Si=zr(10,0,32,bi),Ci=Si.filter(yi),wi=xi.concat(Si),Ti=`
`,Ei=`{YYYY}`,Di=Ti+Ei,Oi=`{M}/{D}`,ki=Ti+Oi,Ai=ki+`/{YY}`,ji=`{aa}`,Mi=`{h}:{mm}`+ji,Ni=Ti+Mi,Pi=`:{ss}`,$=null;function Fi(e){let t=e*1e3,n=t*60,r=n*60,i=r*24,a=i*30,o=i*365,s=(e==1?zr(10,0,3,bi).filter(yi):zr(10,-3,0,bi)).concat([t,t*5,t*10,t*15,t*30,n,n*5,n*10,n*15,n*30,r,r*2,r*3,r*4,r*6,r*8,r*12,i,i*2,i*3,i*4,i*5,i*6,i*7,i*8,i*9,i*10,i*15,a,a*2,a*3,a*4,a*6,o,o*2,o*5,o*10,o*25,o*50,o*100]),c=[[o,Ei,$,$,$,$,$,$,1],[i*28,`{MMM}`,Di,$,$,$,$,$,1],[i,Oi,Di,$,$,$,$,$,1],[r,`{h}`+ji,Ai,$,ki,$,$,$,1],[n,Mi,Ai,$,ki,$,$,$,1],[t,Pi,Ai+` `+Mi,$,ki+` `+Mi,$,Ni,$,1],[e,Pi+`.{fff}`,Ai+` `+Mi,$,ki+` `+Mi,$,Ni,$,1]];function l(t){return(s,c,l,u,d,f)=>{let p=[],m=d>=o,h=d>=a&&d<o,g=t(l),_=Q(g*e,3),v=Gi(g.getFullYear(),m?0:g.getMonth(),h||m?1:g.getDate()),y=Q(v*e,3);if(h||m){let n=h?d/a:0,r=m?d/o:0,i=_==y?_:Q(Gi(v.getFullYear()+r,v.getMonth()+n,1)*e,3),s=new Date(fr(i/e)),c=s.getFullYear(),l=s.getMonth();for(let a=0;i<=u;a++){let o=Gi(c+r*a,l+n*a,1),s=o-t(Q(o*e,3));i=Q((+o+s)*e,3),i<=u&&p.push(i)}}else{let a=d>=i?i:d,o=y+(dr(l)-dr(_))+Fr(_-y,a);p.push(o);let m=t(o),h=m.getHours()+m.getMinutes()/n+m.getSeconds()/r,g=d/r,v=f/s.axes[c]._space;for(;o=Q(o+d,e==1?0:3),!(o>u);)if(g>1){let e=dr(Q(h+g,6))%24,n=t(o).getHours()-e;n>1&&(n=-1),o-=n*r,h=(h+g)%24;let i=p[p.length-1];Q((o-i)/d,3)*v>=.7&&p.push(o)}else p.push(o)}return p}}return[s,c,l]}var[Ii,Li,Ri]=Fi(1),[zi,Bi,Vi]=Fi(.001);zr(2,-53,53,[1]);function Hi(e,t){return e.map(e=>e.map((n,r)=>r==0||r==8||n==null?n:t(r==1||e[8]==0?n:e[1]+n)))}function Ui(e,t){return(n,r,i,a,o)=>{let s=t.find(e=>o>=e[0])||t[t.length-1],c,l,u,d,f,p;return r.map(t=>{let n=e(t),r=n.getFullYear(),i=n.getMonth(),a=n.getDate(),o=n.getHours(),m=n.getMinutes(),h=n.getSeconds(),g=r!=c&&s[2]||i!=l&&s[3]||a!=u&&s[4]||o!=d&&s[5]||m!=f&&s[6]||h!=p&&s[7]||s[1];return c=r,l=i,u=a,d=o,f=m,p=h,g(n)})}}function Wi(e,t){let n=gi(t);return(t,r,i,a,o)=>r.map(t=>n(e(t)))}function Gi(e,t,n){return new Date(e,t,n)}function Ki(e,t){return t(e)}var qi=`{YYYY}-{MM}-{DD} {h}:{mm}{aa}`;function Ji(e,t){return(n,r,i,a)=>a==null?En:t(e(r))}function Yi(e,t){let n=e.series[t];return n.width?n.stroke(e,t):n.points.width?n.points.stroke(e,t):null}function Xi(e,t){return e.series[t].fill(e,t)}var Zi={show:!0,live:!0,isolate:!1,mount:Er,markers:{show:!0,width:2,stroke:Yi,fill:Xi,dash:`solid`},idx:null,idxs:null,values:[]};function Qi(e,t){let n=e.cursor.points,r=In(),i=n.size(e,t);K(r,cn,i),K(r,ln,i);let a=i/-2;K(r,`marginLeft`,a),K(r,`marginTop`,a);let o=n.width(e,t,i);return o&&K(r,`borderWidth`,o),r}function $i(e,t){let n=e.series[t].points;return n._fill||n._stroke}function ea(e,t){let n=e.series[t].points;return n._stroke||n._fill}function ta(e,t){return e.series[t].points.size}var na=[0,0];function ra(e,t,n){return na[0]=t,na[1]=n,na}function ia(e,t,n,r=!0){return e=>{e.button!=0||r&&e.target!=t||n(e)}}function aa(e,t,n,r=!0){return e=>{r&&e.target!=t||n(e)}}var oa={show:!0,x:!0,y:!0,lock:!1,move:ra,points:{one:!1,show:Qi,size:ta,width:0,stroke:ea,fill:$i},bind:{mousedown:ia,mouseup:ia,click:ia,dblclick:ia,mousemove:aa,mouseleave:aa,mouseenter:aa},drag:{setScale:!0,x:!0,y:!1,dist:0,uni:null,click:(e,t)=>{t.stopPropagation(),t.stopImmediatePropagation()},_x:!1,_y:!1},focus:{dist:(e,t,n,r,i)=>r-i,prox:-1,bias:0},hover:{skip:[void 0],prox:null,bias:0},left:-10,top:-10,idx:null,dataIdx:null,idxs:null,event:null},sa={show:!0,stroke:`rgba(0,0,0,0.07)`,width:2},ca=Qr({},sa,{filter:Or}),la=Qr({},ca,{size:10}),ua=Qr({},sa,{show:!1}),da=`12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"`,fa=`bold `+da,pa=1.5,ma={show:!0,scale:`x`,stroke:mn,space:50,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:fa,side:2,grid:ca,ticks:la,border:ua,font:da,lineGap:pa,rotate:0},ha=`Value`,ga=`Time`,_a={show:!0,scale:`x`,auto:!1,sorted:1,min:Sr,max:-1/0,idxs:[]};function va(e,t,n,r,i){return t.map(e=>e==null?``:X(e))}function ya(e,t,n,r,i,a,o){let s=[],c=Lr.get(i)||0;n=o?n:Q(Fr(n,i),c);for(let e=n;e<=r;e=Q(e+i,c))s.push(Object.is(e,-0)?0:e);return s}function ba(e,t,n,r,i,a,o){let s=[],c=e.scales[e.axes[t].scale].log;i=gr(c,dr((c==10?vr:yr)(n))),c==10&&(i=wi[qn(i,wi)]);let l=n,u=i*c;c==10&&(u=wi[qn(u,wi)]);do s.push(l),l+=i,c==10&&!Lr.has(l)&&(l=Q(l,Lr.get(i))),l>=u&&(i=l,u=i*c,c==10&&(u=wi[qn(u,wi)]));while(l<=r);return s}function xa(e,t,n,r,i,a,o){let s=e.scales[e.axes[t].scale].asinh,c=r>s?ba(e,t,hr(s,n),r,i):[s],l=r>=0&&n<=0?[0]:[];return(n<-s?ba(e,t,hr(s,-r),-n,i):[s]).reverse().map(e=>-e).concat(l,c)}var Sa=/./,Ca=/[12357]/,wa=/[125]/,Ta=/1/,Ea=(e,t,n,r)=>e.map((e,i)=>t==4&&e==0||i%r==0&&n.test(e.toExponential()[+(e<0)])?e:null);function Da(e,t,n,r,i){let a=e.axes[n],o=a.scale,s=e.scales[o],c=e.valToPos,l=a._space,u=c(10,o),d=c(9,o)-u>=l?Sa:c(7,o)-u>=l?Ca:c(5,o)-u>=l?wa:Ta;if(d==Ta){let e=ur(c(1,o)-u);if(e<l)return Ea(t.slice().reverse(),s.distr,d,pr(l/e)).reverse()}return Ea(t,s.distr,d,1)}function Oa(e,t,n,r,i){let a=e.axes[n],o=a.scale,s=a._space,c=e.valToPos,l=ur(c(1,o)-c(2,o));return l<s?Ea(t.slice().reverse(),3,Sa,pr(s/l)).reverse():t}function ka(e,t,n,r){return r==null?En:t==null?``:X(t)}var Aa={show:!0,scale:`y`,stroke:mn,space:30,gap:5,alignTo:1,size:50,labelGap:0,labelSize:30,labelFont:fa,side:3,grid:ca,ticks:la,border:ua,font:da,lineGap:pa,rotate:0};function ja(e,t){return Q((3+(e||1)*2)*t,3)}function Ma(e,t){let{scale:n,idxs:r}=e.series[0],i=e._data[0],a=e.valToPos(i[r[0]],n,!0),o=ur(e.valToPos(i[r[1]],n,!0)-a)/(e.series[t].points.space*G);return r[1]-r[0]<=o}var Na={scale:null,auto:!0,sorted:0,min:Sr,max:-1/0},Pa=(e,t,n,r,i)=>i,Fa={show:!0,auto:!0,sorted:0,gaps:Pa,alpha:1,facets:[Qr({},Na,{scale:`x`}),Qr({},Na,{scale:`y`})]},Ia={scale:`y`,auto:!0,sorted:0,show:!0,spanGaps:!1,gaps:Pa,alpha:1,points:{show:Ma,filter:null},values:null,min:Sr,max:-1/0,idxs:[],path:null,clip:null};function La(e,t,n,r,i){return n/10}var Ra={time:Bt,auto:!0,distr:1,log:10,asinh:1,min:null,max:null,dir:1,ori:0},za=Qr({},Ra,{time:!1,ori:1}),Ba={};function Va(e,t){let n=Ba[e];return n||(n={key:e,plots:[],sub(e){n.plots.push(e)},unsub(e){n.plots=n.plots.filter(t=>t!=e)},pub(e,t,r,i,a,o,s){for(let c=0;c<n.plots.length;c++)n.plots[c]!=t&&n.plots[c].pub(e,t,r,i,a,o,s)}},e!=null&&(Ba[e]=n)),n}var Ha=1,Ua=2;function Wa(e,t,n){let r=e.mode,i=e.series[t],a=r==2?e._data[t]:e._data,o=e.scales,s=e.bbox,c=a[0],l=r==2?a[1]:a[t],u=r==2?o[i.facets[0].scale]:o[e.series[0].scale],d=r==2?o[i.facets[1].scale]:o[i.scale],f=s.left,p=s.top,m=s.width,h=s.height,g=e.valToPosH,_=e.valToPosV;return u.ori==0?n(i,c,l,u,d,g,_,f,p,m,h,$a,to,ro,ao,so):n(i,c,l,u,d,_,g,p,f,h,m,eo,no,io,oo,co)}function Ga(e,t){let n=0,r=0,i=Y(e.bands,Vr);for(let e=0;e<i.length;e++){let a=i[e];a.series[0]==t?n=a.dir:a.series[1]==t&&(a.dir==1?r|=1:r|=2)}return[n,r==1?-1:r==2?1:r==3?2:0]}function Ka(e,t,n,r,i){let a=e.mode,o=e.series[t],s=a==2?o.facets[1].scale:o.scale,c=e.scales[s];return i==-1?c.min:i==1?c.max:c.distr==3?c.dir==1?c.min:c.max:0}function qa(e,t,n,r,i,a){return Wa(e,t,(e,t,o,s,c,l,u,d,f,p,m)=>{let h=e.pxRound,g=s.dir*(s.ori==0?1:-1),_=s.ori==0?to:no,v,y;g==1?(v=n,y=r):(v=r,y=n);let b=h(l(t[v],s,p,d)),x=h(u(o[v],c,m,f)),S=h(l(t[y],s,p,d)),C=h(u(a==1?c.max:c.min,c,m,f)),w=new Path2D(i);return _(w,S,C),_(w,b,C),_(w,b,x),w})}function Ja(e,t,n,r,i,a){let o=null;if(e.length>0){o=new Path2D;let s=t==0?ro:io,c=n;for(let t=0;t<e.length;t++){let n=e[t];if(n[1]>n[0]){let e=n[0]-c;e>0&&s(o,c,r,e,r+a),c=n[1]}}let l=n+i-c;l>0&&s(o,c,r-5,l,r+a+10)}return o}function Ya(e,t,n){let r=e[e.length-1];r&&r[0]==t?r[1]=n:e.push([t,n])}function Xa(e,t,n,r,i,a,o){let s=[],c=e.length;for(let l=i==1?n:r;l>=n&&l<=r;l+=i)if(t[l]===null){let u=l,d=l;if(i==1)for(;++l<=r&&t[l]===null;)d=l;else for(;--l>=n&&t[l]===null;)d=l;let f=a(e[u]),p=d==u?f:a(e[d]),m=u-i;f=o<=0&&m>=0&&m<c?a(e[m]):f;let h=d+i;p=o>=0&&h>=0&&h<c?a(e[h]):p,p>=f&&s.push([f,p])}return s}function Za(e){return e==0?Dr:e==1?fr:t=>Pr(t,e)}function Qa(e){let t=e==0?$a:eo,n=e==0?(e,t,n,r,i,a)=>{e.arcTo(t,n,r,i,a)}:(e,t,n,r,i,a)=>{e.arcTo(n,t,i,r,a)},r=e==0?(e,t,n,r,i)=>{e.rect(t,n,r,i)}:(e,t,n,r,i)=>{e.rect(n,t,i,r)};return(e,i,a,o,s,c=0,l=0)=>{c==0&&l==0?r(e,i,a,o,s):(c=mr(c,o/2,s/2),l=mr(l,o/2,s/2),t(e,i+c,a),n(e,i+o,a,i+o,a+s,c),n(e,i+o,a+s,i,a+s,l),n(e,i,a+s,i,a,l),n(e,i,a,i+o,a,c),e.closePath())}}var $a=(e,t,n)=>{e.moveTo(t,n)},eo=(e,t,n)=>{e.moveTo(n,t)},to=(e,t,n)=>{e.lineTo(t,n)},no=(e,t,n)=>{e.lineTo(n,t)},ro=Qa(0),io=Qa(1),ao=(e,t,n,r,i,a)=>{e.arc(t,n,r,i,a)},oo=(e,t,n,r,i,a)=>{e.arc(n,t,r,i,a)},so=(e,t,n,r,i,a,o)=>{e.bezierCurveTo(t,n,r,i,a,o)},co=(e,t,n,r,i,a,o)=>{e.bezierCurveTo(n,t,i,r,o,a)};function lo(e){return(e,t,n,r,i)=>Wa(e,t,(t,a,o,s,c,l,u,d,f,p,m)=>{let{pxRound:h,points:g}=t,_,v;s.ori==0?(_=$a,v=ao):(_=eo,v=oo);let y=Q(g.width*G,3),b=(g.size-g.width)/2*G,x=Q(b*2,3),S=new Path2D,C=new Path2D,{left:w,top:T,width:E,height:D}=e.bbox;ro(C,w-x,T-x,E+x*2,D+x*2);let O=e=>{if(o[e]!=null){let t=h(l(a[e],s,p,d)),n=h(u(o[e],c,m,f));_(S,t+b,n),v(S,t,n,b,0,lr*2)}};if(i)i.forEach(O);else for(let e=n;e<=r;e++)O(e);return{stroke:y>0?S:null,fill:S,clip:C,flags:3}})}function uo(e){return(t,n,r,i,a,o)=>{r!=i&&(a!=r&&o!=r&&e(t,n,r),a!=i&&o!=i&&e(t,n,i),e(t,n,o))}}var fo=uo(to),po=uo(no);function mo(e){let t=Y(e?.alignGaps,0);return(e,n,r,i)=>Wa(e,n,(a,o,s,c,l,u,d,f,p,m,h)=>{[r,i]=q(s,r,i);let g=a.pxRound,_=e=>g(u(e,c,m,f)),v=e=>g(d(e,l,h,p)),y,b;c.ori==0?(y=to,b=fo):(y=no,b=po);let x=c.dir*(c.ori==0?1:-1),S={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:Ha},C=S.stroke,w=!1;if(i-r>=m*4){let t=t=>e.posToVal(t,c.key,!0),n=null,a=null,l,u,d,f=_(o[x==1?r:i]),p=_(o[r]),m=_(o[i]),h=t(x==1?p+1:m-1);for(let e=x==1?r:i;e>=r&&e<=i;e+=x){let r=o[e],i=(x==1?r<h:r>h)?f:_(r),c=s[e];i==f?c==null?c===null&&(w=!0):(u=c,n==null?(y(C,i,v(u)),l=n=a=u):u<n?n=u:u>a&&(a=u)):(n!=null&&b(C,f,v(n),v(a),v(l),v(u)),c==null?(n=a=null,c===null&&(w=!0)):(u=c,y(C,i,v(u)),n=a=l=u),f=i,h=t(f+x))}n!=null&&n!=a&&d!=f&&b(C,f,v(n),v(a),v(l),v(u))}else for(let e=x==1?r:i;e>=r&&e<=i;e+=x){let t=s[e];t===null?w=!0:t!=null&&y(C,_(o[e]),v(t))}let[T,E]=Ga(e,n);if(a.fill!=null||T!=0){let t=S.fill=new Path2D(C),s=v(a.fillTo(e,n,a.min,a.max,T)),c=_(o[r]),l=_(o[i]);x==-1&&([l,c]=[c,l]),y(t,l,s),y(t,c,s)}if(!a.spanGaps){let l=[];w&&l.push(...Xa(o,s,r,i,x,_,t)),S.gaps=l=a.gaps(e,n,r,i,l),S.clip=Ja(l,c.ori,f,p,m,h)}return E!=0&&(S.band=E==2?[qa(e,n,r,i,C,-1),qa(e,n,r,i,C,1)]:qa(e,n,r,i,C,E)),S})}function ho(e){let t=Y(e.align,1),n=Y(e.ascDesc,!1),r=Y(e.alignGaps,0),i=Y(e.extend,!1);return(e,a,o,s)=>Wa(e,a,(c,l,u,d,f,p,m,h,g,_,v)=>{[o,s]=q(u,o,s);let y=c.pxRound,{left:b,width:x}=e.bbox,S=e=>y(p(e,d,_,h)),C=e=>y(m(e,f,v,g)),w=d.ori==0?to:no,T={stroke:new Path2D,fill:null,clip:null,band:null,gaps:null,flags:Ha},E=T.stroke,D=d.dir*(d.ori==0?1:-1),O=C(u[D==1?o:s]),k=S(l[D==1?o:s]),A=k,j=k;i&&t==-1&&(j=b,w(E,j,O)),w(E,k,O);for(let e=D==1?o:s;e>=o&&e<=s;e+=D){let n=u[e];if(n==null)continue;let r=S(l[e]),i=C(n);t==1?w(E,r,O):w(E,A,i),w(E,r,i),O=i,A=r}let ee=A;i&&t==1&&(ee=b+x,w(E,ee,O));let[te,ne]=Ga(e,a);if(c.fill!=null||te!=0){let t=T.fill=new Path2D(E),n=C(c.fillTo(e,a,c.min,c.max,te));w(t,ee,n),w(t,j,n)}if(!c.spanGaps){let i=[];i.push(...Xa(l,u,o,s,D,S,r));let f=c.width*G/2,p=n||t==1?f:-f,m=n||t==-1?-f:f;i.forEach(e=>{e[0]+=p,e[1]+=m}),T.gaps=i=c.gaps(e,a,o,s,i),T.clip=Ja(i,d.ori,h,g,_,v)}return ne!=0&&(T.band=ne==2?[qa(e,a,o,s,E,-1),qa(e,a,o,s,E,1)]:qa(e,a,o,s,E,ne)),T})}function go(e,t,n,r,i,a,o=Sr){if(e.length>1){let s=null;for(let c=0,l=1/0;c<e.length;c++)if(t[c]!==void 0){if(s!=null){let t=ur(e[c]-e[s]);t<l&&(l=t,o=ur(n(e[c],r,i,a)-n(e[s],r,i,a)))}s=c}}return o}function _o(e){e||=Br;let t=Y(e.size,[.6,Sr,1]),n=e.align||0,r=e.gap||0,i=e.radius;i=i==null?[0,0]:typeof i==`number`?[i,0]:i;let a=Z(i),o=1-t[0],s=Y(t[1],Sr),c=Y(t[2],1),l=Y(e.disp,Br),u=Y(e.each,e=>{}),{fill:d,stroke:f}=l;return(e,t,i,p)=>Wa(e,t,(m,h,g,_,v,y,b,x,S,C,w)=>{let T=m.pxRound,E=n,D=r*G,O=s*G,k=c*G,A,j;_.ori==0?[A,j]=a(e,t):[j,A]=a(e,t);let ee=_.dir*(_.ori==0?1:-1),te=_.ori==0?ro:io,ne=_.ori==0?u:(e,t,n,r,i,a,o)=>{u(e,t,n,i,r,o,a)},re=Y(e.bands,Vr).find(e=>e.series[0]==t),ie=re==null?0:re.dir,ae=m.fillTo(e,t,m.min,m.max,ie),M=T(b(ae,v,w,S)),N,P,F,I=C,L=T(m.width*G),oe=!1,se=null,ce=null,le=null,ue=null;d!=null&&(L==0||f!=null)&&(oe=!0,se=d.values(e,t,i,p),ce=new Map,new Set(se).forEach(e=>{e!=null&&ce.set(e,new Path2D)}),L>0&&(le=f.values(e,t,i,p),ue=new Map,new Set(le).forEach(e=>{e!=null&&ue.set(e,new Path2D)})));let{x0:de,size:R}=l;if(de!=null&&R!=null){E=1,h=de.values(e,t,i,p),de.unit==2&&(h=h.map(t=>e.posToVal(x+t*C,_.key,!0)));let n=R.values(e,t,i,p);P=R.unit==2?n[0]*C:y(n[0],_,C,x)-y(0,_,C,x),I=go(h,g,y,_,C,x,I),F=I-P+D}else I=go(h,g,y,_,C,x,I),F=I*o+D,P=I-F;F<1&&(F=0),L>=P/2&&(L=0),F<5&&(T=Dr);let fe=F>0,pe=I-F-(fe?L:0);P=T(wr(pe,k,O)),N=(E==0?P/2:E==ee?0:P)-E*ee*((E==0?D/2:0)+(fe?L/2:0));let me={stroke:null,fill:null,clip:null,band:null,gaps:null,flags:0},he=oe?null:new Path2D,ge=null;if(re!=null)ge=e.data[re.series[1]];else{let{y0:n,y1:r}=l;n!=null&&r!=null&&(g=r.values(e,t,i,p),ge=n.values(e,t,i,p))}let _e=A*P,ve=j*P;for(let n=ee==1?i:p;n>=i&&n<=p;n+=ee){let r=g[n];if(r==null)continue;if(ge!=null){let e=ge[n]??0;if(r-e==0)continue;M=b(e,v,w,S)}let i=y(_.distr!=2||l!=null?h[n]:n,_,C,x),a=b(Y(r,ae),v,w,S),o=T(i-N),s=T(hr(a,M)),c=T(mr(a,M)),u=s-c;if(r!=null){let i=r<0?ve:_e,a=r<0?_e:ve;oe?(L>0&&le[n]!=null&&te(ue.get(le[n]),o,c+dr(L/2),P,hr(0,u-L),i,a),se[n]!=null&&te(ce.get(se[n]),o,c+dr(L/2),P,hr(0,u-L),i,a)):te(he,o,c+dr(L/2),P,hr(0,u-L),i,a),ne(e,t,n,o-L/2,c,P+L,u)}}return L>0?me.stroke=oe?ue:he:oe||(me._fill=m.width==0?m._fill:m._stroke??m._fill,me.width=0),me.fill=oe?ce:he,me})}function vo(e,t){let n=Y(t?.alignGaps,0);return(t,r,i,a)=>Wa(t,r,(o,s,c,l,u,d,f,p,m,h,g)=>{[i,a]=q(c,i,a);let _=o.pxRound,v=e=>_(d(e,l,h,p)),y=e=>_(f(e,u,g,m)),b,x,S;l.ori==0?(b=$a,S=to,x=so):(b=eo,S=no,x=co);let C=l.dir*(l.ori==0?1:-1),w=v(s[C==1?i:a]),T=w,E=[],D=[];for(let e=C==1?i:a;e>=i&&e<=a;e+=C)if(c[e]!=null){let t=s[e],n=v(t);E.push(T=n),D.push(y(c[e]))}let O={stroke:e(E,D,b,S,x,_),fill:null,clip:null,band:null,gaps:null,flags:Ha},k=O.stroke,[A,j]=Ga(t,r);if(o.fill!=null||A!=0){let e=O.fill=new Path2D(k),n=y(o.fillTo(t,r,o.min,o.max,A));S(e,T,n),S(e,w,n)}if(!o.spanGaps){let e=[];e.push(...Xa(s,c,i,a,C,v,n)),O.gaps=e=o.gaps(t,r,i,a,e),O.clip=Ja(e,l.ori,p,m,h,g)}return j!=0&&(O.band=j==2?[qa(t,r,i,a,k,-1),qa(t,r,i,a,k,1)]:qa(t,r,i,a,k,j)),O})}function yo(e){return vo(bo,e)}function bo(e,t,n,r,i,a){let o=e.length;if(o<2)return null;let s=new Path2D;if(n(s,e[0],t[0]),o==2)r(s,e[1],t[1]);else{let n=Array(o),r=Array(o-1),a=Array(o-1),c=Array(o-1);for(let n=0;n<o-1;n++)a[n]=t[n+1]-t[n],c[n]=e[n+1]-e[n],r[n]=a[n]/c[n];n[0]=r[0];for(let e=1;e<o-1;e++)r[e]===0||r[e-1]===0||r[e-1]>0!=r[e]>0?n[e]=0:(n[e]=3*(c[e-1]+c[e])/((2*c[e]+c[e-1])/r[e-1]+(c[e]+2*c[e-1])/r[e]),isFinite(n[e])||(n[e]=0));n[o-1]=r[o-2];for(let r=0;r<o-1;r++)i(s,e[r]+c[r]/3,t[r]+n[r]*c[r]/3,e[r+1]-c[r]/3,t[r+1]-n[r+1]*c[r]/3,e[r+1],t[r+1])}return s}var xo=new Set;function So(){for(let e of xo)e.syncRect(!0)}Dn&&(Gn(Sn,kn,So),Gn(Cn,kn,So,!0),Gn(Tn,kn,()=>{Ro.pxRatio=G}));var Co=mo(),wo=lo();function To(e,t,n,r){return(r?[e[0],e[1]].concat(e.slice(2)):[e[0]].concat(e.slice(1))).map((e,r)=>Do(e,r,t,n))}function Eo(e,t){return e.map((e,n)=>n==0?{}:Qr({},t,e))}function Do(e,t,n,r){return Qr({},t==0?n:r,e)}function Oo(e,t,n){return t==null?Hr:[t,n]}var ko=Oo;function Ao(e,t,n){return t==null?Hr:ir(t,n,er,!0)}function jo(e,t,n,r){return t==null?Hr:Qn(t,n,e.scales[r].log,!1)}var Mo=jo;function No(e,t,n,r){return t==null?Hr:$n(t,n,e.scales[r].log,!1)}var Po=No;function Fo(e,t,n,r,i){let a=hr(Cr(e),Cr(t)),o=t-e,s=qn(i/r*o,n);do{let e=n[s],t=r*e/o;if(t>=i&&a+(e<5?Lr.get(e):0)<=17)return[e,t]}while(++s<n.length);return[0,0]}function Io(e){let t,n;return e=e.replace(/(\d+)px/,(e,r)=>(t=fr((n=+r)*G))+`px`),[e,t,n]}function Lo(e){e.show&&[e.font,e.labelFont].forEach(e=>{let t=Q(e[2]*G,1);e[0]=e[0].replace(/[0-9.]+px/,t+`px`),e[1]=t})}function Ro(e,t,n){let r={mode:Y(e.mode,1)},i=r.mode;function a(e,t,n,r){let i=t.valToPct(e);return r+n*(t.dir==-1?1-i:i)}function o(e,t,n,r){let i=t.valToPct(e);return r+n*(t.dir==-1?i:1-i)}function s(e,t,n,r){return t.ori==0?a(e,t,n,r):o(e,t,n,r)}r.valToPosH=a,r.valToPosV=o;let c=!1;r.status=0;let l=r.root=In(Vt);if(e.id!=null&&(l.id=e.id),Nn(l,e.class),e.title){let t=In(Wt,l);t.textContent=e.title}let u=Fn(`canvas`),d=r.ctx=u.getContext(`2d`),f=In(Gt,l);Gn(`click`,f,e=>{e.target===m&&(q!=Wn||J!=Jn)&&rr.click(r,e)},!0);let p=r.under=In(Kt,f);f.appendChild(u);let m=r.over=In(qt,f);e=Zr(e);let h=+Y(e.pxAlign,1),g=Za(h);(e.plugins||[]).forEach(t=>{t.opts&&(e=t.opts(r,e)||e)});let _=e.ms||.001,v=r.series=i==1?To(e.series||[],_a,Ia,!1):Eo(e.series||[null],Fa),y=r.axes=To(e.axes||[],ma,Aa,!0),b=r.scales={},x=r.bands=e.bands||[];x.forEach(e=>{e.fill=Z(e.fill||null),e.dir=Y(e.dir,-1)});let S=i==2?v[1].facets[0].scale:v[0].scale,C={axes:Lt,series:Et},w=(e.drawOrder||[`axes`,`series`]).map(e=>C[e]);function T(e){let t=e.distr==3?t=>vr(t>0?t:e.clamp(r,t,e.min,e.max,e.key)):e.distr==4?t=>xr(t,e.asinh):e.distr==100?t=>e.fwd(t):e=>e;return n=>{let r=t(n),{_min:i,_max:a}=e,o=a-i;return(r-i)/o}}function E(t){let n=b[t];if(n==null){let r=(e.scales||Br)[t]||Br;if(r.from!=null){E(r.from);let e=Qr({},b[r.from],r,{key:t});e.valToPct=T(e),b[t]=e}else{n=b[t]=Qr({},t==S?Ra:za,r),n.key=t;let e=n.time,a=n.range,o=Ur(a);if((t!=S||i==2&&!e)&&(o&&(a[0]==null||a[1]==null)&&(a={min:a[0]==null?tr:{mode:1,hard:a[0],soft:a[0]},max:a[1]==null?tr:{mode:1,hard:a[1],soft:a[1]}},o=!1),!o&&qr(a))){let e=a;a=(t,n,r)=>n==null?Hr:ir(n,r,e)}n.range=Z(a||(e?ko:t==S?n.distr==3?Mo:n.distr==4?Po:Oo:n.distr==3?jo:n.distr==4?No:Ao)),n.auto=Z(!o&&n.auto),n.clamp=Z(n.clamp||La),n._min=n._max=null,n.valToPct=T(n)}}}E(`x`),E(`y`),i==1&&v.forEach(e=>{E(e.scale)}),y.forEach(e=>{E(e.scale)});for(let t in e.scales)E(t);let D=b[S],O=D.distr,k,A;D.ori==0?(Nn(l,Ht),k=a,A=o):(Nn(l,Ut),k=o,A=a);let j={};for(let e in b){let t=b[e];(t.min!=null||t.max!=null)&&(j[e]={min:t.min,max:t.max},t.min=t.max=null)}let ee=e.tzDate||(e=>new Date(fr(e/_))),te=e.fmtDate||gi,ne=_==1?Ri(ee):Vi(ee),re=Ui(ee,Hi(_==1?Li:Bi,te)),ie=Ji(ee,Ki(qi,te)),ae=[],M=r.legend=Qr({},Zi,e.legend),N=r.cursor=Qr({},oa,{drag:{y:i==2}},e.cursor),P=M.show,F=N.show,I=M.markers;M.idxs=ae,I.width=Z(I.width),I.dash=Z(I.dash),I.stroke=Z(I.stroke),I.fill=Z(I.fill);let L,oe,se,ce=[],le=[],ue,de=!1,R={};if(M.live){let e=v[1]?v[1].values:null;de=e!=null,ue=de?e(r,1,0):{_:0};for(let e in ue)R[e]=En}if(P){if(L=Fn(`table`,en,l),se=Fn(`tbody`,null,L),M.mount(r,L),de){oe=Fn(`thead`,null,L,se);let e=Fn(`tr`,null,oe);for(var fe in Fn(`th`,null,e),ue)Fn(`th`,on,e).textContent=fe}else Nn(L,nn),M.live&&Nn(L,tn)}let pe={show:!0},me={show:!1};function he(e,t){if(t==0&&(de||!M.live||i==2))return Hr;let n=[],a=Fn(`tr`,rn,se,se.childNodes[t]);Nn(a,e.class),e.show||Nn(a,Yt);let o=Fn(`th`,null,a);if(I.show){let e=In(an,o);if(t>0){let n=I.width(r,t);n&&(e.style.border=n+`px `+I.dash(r,t)+` `+I.stroke(r,t)),e.style.background=I.fill(r,t)}}let s=In(on,o);for(var c in e.label instanceof HTMLElement?s.appendChild(e.label):s.textContent=e.label,t>0&&(I.show||(s.style.color=e.width>0?I.stroke(r,t):I.fill(r,t)),_e(`click`,o,t=>{if(N._lock)return;He(t);let n=v.indexOf(e);if((t.ctrlKey||t.metaKey)!=M.isolate){let e=v.some((e,t)=>t>0&&t!=n&&e.show);v.forEach((t,r)=>{r>0&&Cr(r,e?r==n?pe:me:pe,!0,ji.setSeries)})}else Cr(n,{show:!e.show},!0,ji.setSeries)},!1),Ge&&_e(yn,o,t=>{N._lock||(He(t),Cr(v.indexOf(e),Wr,!0,ji.setSeries))},!1)),ue){let e=Fn(`td`,sn,a);e.textContent=`--`,n.push(e)}return[a,n]}let ge=new Map;function _e(e,t,n,i=!0){let a=ge.get(t)||{},o=N.bind[e](r,t,n,i);o&&(Gn(e,t,a[e]=o),ge.set(t,a))}function ve(e,t,n){let r=ge.get(t)||{};for(let n in r)(e==null||n==e)&&(Kn(n,t,r[n]),delete r[n]);e??ge.delete(t)}let z=0,ye=0,B=0,V=0,be=0,xe=0,Se=be,Ce=xe,we=B,Te=V,Ee=0,De=0,Oe=0,ke=0;r.bbox={};let Ae=!1,je=!1,Me=!1,Ne=!1,Pe=!1,Fe=!1;function Ie(e,t,n){(n||e!=r.width||t!=r.height)&&Le(e,t),Rt(!1),Me=!0,je=!0,Cn()}function Le(e,t){r.width=z=B=e,r.height=ye=V=t,be=xe=0,Be(),Ve();let n=r.bbox;Ee=n.left=Pr(be*G,.5),De=n.top=Pr(xe*G,.5),Oe=n.width=Pr(B*G,.5),ke=n.height=Pr(V*G,.5)}function Re(){let e=!1,t=0;for(;!e;){t++;let n=Ft(t),i=It(t);e=t==3||n&&i,e||(Le(r.width,r.height),je=!0)}}function ze({width:e,height:t}){Ie(e,t)}r.setSize=ze;function Be(){let e=!1,t=!1,n=!1,r=!1;y.forEach((i,a)=>{if(i.show&&i._show){let{side:a,_size:o}=i,s=a%2,c=o+(i.label==null?0:i.labelSize);c>0&&(s?(B-=c,a==3?(be+=c,r=!0):n=!0):(V-=c,a==0?(xe+=c,e=!0):t=!0))}}),et[0]=e,et[1]=n,et[2]=t,et[3]=r,B-=H[1]+H[3],be+=H[3],V-=H[2]+H[0],xe+=H[0]}function Ve(){let e=be+B,t=xe+V,n=be,r=xe;function i(i,a){switch(i){case 1:return e+=a,e-a;case 2:return t+=a,t-a;case 3:return n-=a,n+a;case 0:return r-=a,r+a}}y.forEach((e,t)=>{if(e.show&&e._show){let t=e.side;e._pos=i(t,e._size),e.label!=null&&(e._lpos=i(t,e.labelSize))}})}if(N.dataIdx==null){let e=N.hover,n=e.skip=new Set(e.skip??[]);n.add(void 0);let r=e.prox=Z(e.prox),i=e.bias??=0;N.dataIdx=(e,a,o,s)=>{if(a==0)return o;let c=o,l=r(e,a,o,s)??Sr,u=l>=0&&l<Sr,d=D.ori==0?B:V,f=N.left,p=t[0],m=t[a];if(n.has(m[o])){c=null;let e=null,t=null,r;if(i==0||i==-1)for(r=o;e==null&&r-->0;)n.has(m[r])||(e=r);if(i==0||i==1)for(r=o;t==null&&r++<m.length;)n.has(m[r])||(t=r);if(e!=null||t!=null){if(u){let n=e==null?-1/0:k(p[e],D,d,0),r=t==null?1/0:k(p[t],D,d,0),i=f-n,a=r-f;i<=a?i<=l&&(c=e):a<=l&&(c=t)}else c=t==null?e:e==null?t:o-e<=t-o?e:t}}else u&&ur(f-k(p[o],D,d,0))>l&&(c=null);return c}}let He=e=>{N.event=e};N.idxs=ae,N._lock=!1;let Ue=N.points;Ue.show=Z(Ue.show),Ue.size=Z(Ue.size),Ue.stroke=Z(Ue.stroke),Ue.width=Z(Ue.width),Ue.fill=Z(Ue.fill);let We=r.focus=Qr({},e.focus||{alpha:.3},N.focus),Ge=We.prox>=0,Ke=Ge&&Ue.one,qe=[],Je=[],Ye=[];function Xe(e,t){let n=Ue.show(r,t);if(n instanceof HTMLElement)return Nn(n,$t),Nn(n,e.class),Rn(n,-10,-10,B,V),m.insertBefore(n,qe[t]),n}function Ze(e,t){if(i==1||t>0){let t=i==1&&b[e.scale].time,n=e.value;e.value=t?Kr(n)?Ji(ee,Ki(n,te)):n||ie:n||ka,e.label=e.label||(t?ga:ha)}if(Ke||t>0){e.width=e.width==null?1:e.width,e.paths=e.paths||Co||kr,e.fillTo=Z(e.fillTo||Ka),e.pxAlign=+Y(e.pxAlign,h),e.pxRound=Za(e.pxAlign),e.stroke=Z(e.stroke||null),e.fill=Z(e.fill||null),e._stroke=e._fill=e._paths=e._focus=null;let t=ja(hr(1,e.width),1),n=e.points=Qr({},{size:t,width:hr(1,t*.2),stroke:e.stroke,space:t*2,paths:wo,_stroke:null,_fill:null},e.points);n.show=Z(n.show),n.filter=Z(n.filter),n.fill=Z(n.fill),n.stroke=Z(n.stroke),n.paths=Z(n.paths),n.pxAlign=e.pxAlign}if(P){let n=he(e,t);ce.splice(t,0,n[0]),le.splice(t,0,n[1]),M.values.push(null)}if(F){ae.splice(t,0,null);let n=null;Ke?t==0&&(n=Xe(e,t)):t>0&&(n=Xe(e,t)),qe.splice(t,0,n),Je.splice(t,0,0),Ye.splice(t,0,0)}ki(`addSeries`,t)}function Qe(e,t){t??=v.length,e=i==1?Do(e,t,_a,Ia):Do(e,t,{},Fa),v.splice(t,0,e),Ze(v[t],t)}r.addSeries=Qe;function $e(e){if(v.splice(e,1),P){M.values.splice(e,1),le.splice(e,1);let t=ce.splice(e,1)[0];ve(null,t.firstChild),t.remove()}F&&(ae.splice(e,1),qe.splice(e,1)[0].remove(),Je.splice(e,1),Ye.splice(e,1)),ki(`delSeries`,e)}r.delSeries=$e;let et=[!1,!1,!1,!1];function tt(e,t){if(e._show=e.show,e.show){let n=e.side%2,i=b[e.scale];i??=(e.scale=n?v[1].scale:S,b[e.scale]);let a=i.time;e.size=Z(e.size),e.space=Z(e.space),e.rotate=Z(e.rotate),Ur(e.incrs)&&e.incrs.forEach(e=>{!Lr.has(e)&&Lr.set(e,Rr(e))}),e.incrs=Z(e.incrs||(i.distr==2?Ci:a?_==1?Ii:zi:wi)),e.splits=Z(e.splits||(a&&i.distr==1?ne:i.distr==3?ba:i.distr==4?xa:ya)),e.stroke=Z(e.stroke),e.grid.stroke=Z(e.grid.stroke),e.ticks.stroke=Z(e.ticks.stroke),e.border.stroke=Z(e.border.stroke);let o=e.values;e.values=Ur(o)&&!Ur(o[0])?Z(o):a?Ur(o)?Ui(ee,Hi(o,te)):Kr(o)?Wi(ee,o):o||re:o||va,e.filter=Z(e.filter||(i.distr>=3&&i.log==10?Da:i.distr==3&&i.log==2?Oa:Or)),e.font=Io(e.font),e.labelFont=Io(e.labelFont),e._size=e.size(r,null,t,0),e._space=e._rotate=e._incrs=e._found=e._splits=e._values=null,e._size>0&&(et[t]=!0,e._el=In(Jt,f))}}function nt(e,t,n,r){let[i,a,o,s]=n,c=t%2,l=0;return c==0&&(s||a)&&(l=t==0&&!i||t==2&&!o?fr(ma.size/3):0),c==1&&(i||o)&&(l=t==1&&!a||t==3&&!s?fr(Aa.size/2):0),l}let rt=r.padding=(e.padding||[nt,nt,nt,nt]).map(e=>Z(Y(e,nt))),H=r._padding=rt.map((e,t)=>e(r,t,et,0)),U,it=null,at=null,ot=i==1?v[0].idxs:null,st=null,ct=!1;function lt(e,n){if(t=e??[],r.data=r._data=t,i==2){U=0;for(let e=1;e<v.length;e++)U+=t[e][0].length}else{t.length==0&&(r.data=r._data=t=[[]]),st=t[0],U=st.length;let e=t;if(O==2){e=t.slice();let n=e[0]=Array(U);for(let e=0;e<U;e++)n[e]=e}r._data=t=e}if(Rt(!0),ki(`setData`),O==2&&(Me=!0),n!==!1){let e=D;e.auto(r,ct)?ut():yr(S,e.min,e.max),Ne||=N.left>=0,Fe=!0,Cn()}}r.setData=lt;function ut(){ct=!0;let e,n;i==1&&(U>0?(it=ot[0]=0,at=ot[1]=U-1,e=t[0][it],n=t[0][at],O==2?(e=it,n=at):e==n&&(O==3?[e,n]=Qn(e,e,D.log,!1):O==4?[e,n]=$n(e,e,D.log,!1):D.time?n=e+fr(86400/_):[e,n]=ir(e,n,er,!0))):(it=ot[0]=e=null,at=ot[1]=n=null)),yr(S,e,n)}let dt,ft,pt,mt,ht,gt,_t,vt,yt,bt;function xt(e,t,n,r,i,a){e??=hn,n??=Vr,r??=`butt`,i??=hn,a??=`round`,e!=dt&&(d.strokeStyle=dt=e),i!=ft&&(d.fillStyle=ft=i),t!=pt&&(d.lineWidth=pt=t),a!=ht&&(d.lineJoin=ht=a),r!=gt&&(d.lineCap=gt=r),n!=mt&&d.setLineDash(mt=n)}function St(e,t,n,r){t!=ft&&(d.fillStyle=ft=t),e!=_t&&(d.font=_t=e),n!=vt&&(d.textAlign=vt=n),r!=yt&&(d.textBaseline=yt=r)}function Ct(e,t,n,i,a=0){if(i.length>0&&e.auto(r,ct)&&(t==null||t.min==null)){let t=Y(it,0),r=Y(at,i.length-1),o=n.min==null?Zn(i,t,r,a,e.distr==3):[n.min,n.max];e.min=mr(e.min,n.min=o[0]),e.max=hr(e.max,n.max=o[1])}}let wt={min:null,max:null};function Tt(){for(let e in b){let t=b[e];j[e]==null&&(t.min==null||j[S]!=null&&t.auto(r,ct))&&(j[e]=wt)}for(let e in b){let t=b[e];j[e]==null&&t.from!=null&&j[t.from]!=null&&(j[e]=wt)}j[S]!=null&&Rt(!0);let e={};for(let t in j){let n=j[t];if(n!=null){let a=e[t]=Zr(b[t],Jr);if(n.min!=null)Qr(a,n);else if(t!=S||i==2){if(U==0&&a.from==null){let e=a.range(r,null,null,t);a.min=e[0],a.max=e[1]}else a.min=Sr,a.max=-1/0}}}if(U>0){v.forEach((n,a)=>{if(i==1){let i=n.scale,o=j[i];if(o==null)return;let s=e[i];if(a==0){let e=s.range(r,s.min,s.max,i);s.min=e[0],s.max=e[1],it=qn(s.min,t[0]),at=qn(s.max,t[0]),at-it>1&&(t[0][it]<s.min&&it++,t[0][at]>s.max&&at--),n.min=st[it],n.max=st[at]}else n.show&&n.auto&&Ct(s,o,n,t[a],n.sorted);n.idxs[0]=it,n.idxs[1]=at}else if(a>0&&n.show&&n.auto){let[r,i]=n.facets,o=r.scale,s=i.scale,[c,l]=t[a],u=e[o],d=e[s];u!=null&&Ct(u,j[o],r,c,r.sorted),d!=null&&Ct(d,j[s],i,l,i.sorted),n.min=i.min,n.max=i.max}});for(let t in e){let n=e[t],i=j[t];if(n.from==null&&(i==null||i.min==null)){let e=n.range(r,n.min==Sr?null:n.min,n.max==-1/0?null:n.max,t);n.min=e[0],n.max=e[1]}}}for(let t in e){let n=e[t];if(n.from!=null){let i=e[n.from];if(i.min==null)n.min=n.max=null;else{let e=n.range(r,i.min,i.max,t);n.min=e[0],n.max=e[1]}}}let n={},a=!1;for(let t in e){let r=e[t],i=b[t];if(i.min!=r.min||i.max!=r.max){i.min=r.min,i.max=r.max;let e=i.distr;i._min=e==3?vr(i.min):e==4?xr(i.min,i.asinh):e==100?i.fwd(i.min):i.min,i._max=e==3?vr(i.max):e==4?xr(i.max,i.asinh):e==100?i.fwd(i.max):i.max,n[t]=a=!0}}if(a){v.forEach((e,t)=>{i==2?t>0&&n.y&&(e._paths=null):n[e.scale]&&(e._paths=null)});for(let e in n)Me=!0,ki(`setScale`,e);F&&N.left>=0&&(Ne=Fe=!0)}for(let e in j)j[e]=null}function W(e){let t=wr(it-1,0,U-1),n=wr(at+1,0,U-1);for(;e[t]==null&&t>0;)t--;for(;e[n]==null&&n<U-1;)n++;return[t,n]}function Et(){if(U>0){let e=v.some(e=>e._focus)&&bt!=We.alpha;e&&(d.globalAlpha=bt=We.alpha),v.forEach((e,n)=>{if(n>0&&e.show&&(Dt(n,!1),Dt(n,!0),e._paths==null)){let a=bt;bt!=e.alpha&&(d.globalAlpha=bt=e.alpha);let o=i==2?[0,t[n][0].length-1]:W(t[n]);e._paths=e.paths(r,n,o[0],o[1]),bt!=a&&(d.globalAlpha=bt=a)}}),v.forEach((e,t)=>{if(t>0&&e.show){let n=bt;bt!=e.alpha&&(d.globalAlpha=bt=e.alpha),e._paths!=null&&Ot(t,!1);{let n=e._paths==null?null:e._paths.gaps,i=e.points.show(r,t,it,at,n),a=e.points.filter(r,t,i,n);(i||a)&&(e.points._paths=e.points.paths(r,t,it,at,a),Ot(t,!0))}bt!=n&&(d.globalAlpha=bt=n),ki(`drawSeries`,t)}}),e&&(d.globalAlpha=bt=1)}}function Dt(e,t){let n=t?v[e].points:v[e];n._stroke=n.stroke(r,e),n._fill=n.fill(r,e)}function Ot(e,t){let n=t?v[e].points:v[e],{stroke:r,fill:i,clip:a,flags:o,_stroke:s=n._stroke,_fill:c=n._fill,_width:l=n.width}=n._paths;l=Q(l*G,3);let u=null,f=l%2/2;t&&c==null&&(c=l>0?`#fff`:s);let p=n.pxAlign==1&&f>0;if(p&&d.translate(f,f),!t){let e=Ee-l/2,t=De-l/2,n=Oe+l,r=ke+l;u=new Path2D,u.rect(e,t,n,r)}t?At(s,l,n.dash,n.cap,c,r,i,o,a):kt(e,s,l,n.dash,n.cap,c,r,i,o,u,a),p&&d.translate(-f,-f)}function kt(e,n,i,a,o,s,c,l,u,d,f){let p=!1;u!=0&&x.forEach((m,h)=>{if(m.series[0]==e){let e=v[m.series[1]],g=t[m.series[1]],_=(e._paths||Br).band;Ur(_)&&(_=m.dir==1?_[0]:_[1]);let y,b=null;e.show&&_&&ar(g,it,at)?(b=m.fill(r,h)||s,y=e._paths.clip):_=null,At(n,i,a,o,b,c,l,u,d,f,y,_),p=!0}}),p||At(n,i,a,o,s,c,l,u,d,f)}function At(e,t,n,r,i,a,o,s,c,l,u,f){xt(e,t,n,r,i),(c||l||f)&&(d.save(),c&&d.clip(c),l&&d.clip(l)),f?(s&3)==3?(d.clip(f),u&&d.clip(u),Mt(i,o),jt(e,a,t)):s&Ua?(Mt(i,o),d.clip(f),jt(e,a,t)):s&Ha&&(d.save(),d.clip(f),u&&d.clip(u),Mt(i,o),d.restore(),jt(e,a,t)):(Mt(i,o),jt(e,a,t)),(c||l||f)&&d.restore()}function jt(e,t,n){n>0&&(t instanceof Map?t.forEach((e,t)=>{d.strokeStyle=dt=t,d.stroke(e)}):t!=null&&e&&d.stroke(t))}function Mt(e,t){t instanceof Map?t.forEach((e,t)=>{d.fillStyle=ft=t,d.fill(e)}):t!=null&&e&&d.fill(t)}function Nt(e,t,n,i){let a=y[e],o;if(i<=0)o=[0,0];else{let s=a._space=a.space(r,e,t,n,i);o=Fo(t,n,a._incrs=a.incrs(r,e,t,n,i,s),i,s)}return a._found=o}function Pt(e,t,n,r,i,a,o,s,c,l){let u=o%2/2;h==1&&d.translate(u,u),xt(s,o,c,l,s),d.beginPath();let f,p,m,g,_=i+(r==0||r==3?-a:a);n==0?(p=i,g=_):(f=i,m=_);for(let r=0;r<e.length;r++)t[r]!=null&&(n==0?f=m=e[r]:p=g=e[r],d.moveTo(f,p),d.lineTo(m,g));d.stroke(),h==1&&d.translate(-u,-u)}function Ft(e){let t=!0;return y.forEach((n,i)=>{if(!n.show)return;let a=b[n.scale];if(a.min==null){n._show&&(t=!1,n._show=!1,Rt(!1));return}n._show||(t=!1,n._show=!0,Rt(!1));let o=n.side,s=o%2,{min:c,max:l}=a,[u,d]=Nt(i,c,l,s==0?B:V);if(d==0)return;let f=a.distr==2,p=n._splits=n.splits(r,i,c,l,u,d,f),m=a.distr==2?p.map(e=>st[e]):p,h=a.distr==2?st[p[1]]-st[p[0]]:u,g=n._values=n.values(r,n.filter(r,m,i,d,h),i,d,h);n._rotate=o==2?n.rotate(r,g,i,d):0;let _=n._size;n._size=pr(n.size(r,g,i,e)),_!=null&&n._size!=_&&(t=!1)}),t}function It(e){let t=!0;return rt.forEach((n,i)=>{let a=n(r,i,et,e);a!=H[i]&&(t=!1),H[i]=a}),t}function Lt(){for(let e=0;e<y.length;e++){let t=y[e];if(!t.show||!t._show)continue;let n=t.side,i=n%2,a,o,c=t.stroke(r,e),l=n==0||n==3?-1:1,[u,f]=t._found;if(t.label!=null){let s=t.labelGap*l,p=fr((t._lpos+s)*G);St(t.labelFont[0],c,`center`,n==2?un:dn),d.save(),i==1?(a=o=0,d.translate(p,fr(De+ke/2)),d.rotate((n==3?-lr:lr)/2)):(a=fr(Ee+Oe/2),o=p);let m=Tr(t.label)?t.label(r,e,u,f):t.label;d.fillText(m,a,o),d.restore()}if(f==0)continue;let p=b[t.scale],m=i==0?Oe:ke,h=i==0?Ee:De,_=t._splits,v=p.distr==2?_.map(e=>st[e]):_,x=p.distr==2?st[_[1]]-st[_[0]]:u,S=t.ticks,C=t.border,w=S.show?S.size:0,T=fr(w*G),E=fr((t.alignTo==2?t._size-w-t.gap:t.gap)*G),D=t._rotate*-lr/180,O=g(t._pos*G),k=O+(T+E)*l;o=i==0?k:0,a=i==1?k:0;let A=t.font[0];St(A,c,t.align==1?fn:t.align==2?pn:D>0?fn:D<0?pn:i==0?`center`:n==3?pn:fn,D||i==1?`middle`:n==2?un:dn);let j=t.font[1]*t.lineGap,ee=_.map(e=>g(s(e,p,m,h))),te=t._values;for(let e=0;e<te.length;e++){let t=te[e];if(t!=null){i==0?a=ee[e]:o=ee[e],t=``+t;let n=t.indexOf(`
`)==-1?[t]:t.split(/\n/gm);for(let e=0;e<n.length;e++){let t=n[e];D?(d.save(),d.translate(a,o+e*j),d.rotate(D),d.fillText(t,0,0),d.restore()):d.fillText(t,a,o+e*j)}}}S.show&&Pt(ee,S.filter(r,v,e,f,x),i,n,O,T,Q(S.width*G,3),S.stroke(r,e),S.dash,S.cap);let ne=t.grid;ne.show&&Pt(ee,ne.filter(r,v,e,f,x),i,i==0?2:1,i==0?De:Ee,i==0?ke:Oe,Q(ne.width*G,3),ne.stroke(r,e),ne.dash,ne.cap),C.show&&Pt([O],[1],+(i==0),i==0?1:2,i==1?De:Ee,i==1?ke:Oe,Q(C.width*G,3),C.stroke(r,e),C.dash,C.cap)}ki(`drawAxes`)}function Rt(e){v.forEach((t,n)=>{n>0&&(t._paths=null,e&&(i==1?(t.min=null,t.max=null):t.facets.forEach(e=>{e.min=null,e.max=null})))})}let zt=!1,Bt=!1,mn=[];function Sn(){Bt=!1;for(let e=0;e<mn.length;e++)ki(...mn[e]);mn.length=0}function Cn(){zt||=(ii(Dn),!0)}function wn(e,t=!1){zt=!0,Bt=t,e(r),Dn(),t&&mn.length>0&&queueMicrotask(Sn)}r.batch=wn;function Dn(){if(Ae&&=(Tt(),!1),Me&&=(Re(),!1),je){if(K(p,fn,be),K(p,un,xe),K(p,cn,B),K(p,ln,V),K(m,fn,be),K(m,un,xe),K(m,cn,B),K(m,ln,V),K(f,cn,z),K(f,ln,ye),u.width=fr(z*G),u.height=fr(ye*G),y.forEach(({_el:e,_show:t,_size:n,_pos:r,side:i})=>{if(e!=null){if(t){let t=i===3||i===0?n:0,a=i%2==1;K(e,a?`left`:`top`,r-t),K(e,a?`width`:`height`,n),K(e,a?`top`:`left`,a?xe:be),K(e,a?`height`:`width`,a?V:B),Pn(e,Yt)}else Nn(e,Yt)}}),dt=ft=pt=ht=gt=_t=vt=yt=mt=null,bt=1,ui(!0),be!=Se||xe!=Ce||B!=we||V!=Te){Rt(!1);let e=B/we,t=V/Te;if(F&&!Ne&&N.left>=0){N.left*=e,N.top*=t,Ln&&Rn(Ln,fr(N.left),0,B,V),zn&&Rn(zn,0,fr(N.top),B,V);for(let n=0;n<qe.length;n++){let r=qe[n];r!=null&&(Je[n]*=e,Ye[n]*=t,Rn(r,pr(Je[n]),pr(Ye[n]),B,V))}}if(X.show&&!Pe&&X.left>=0&&X.width>0){X.left*=e,X.width*=e,X.top*=t,X.height*=t;for(let e in pi)K(cr,e,X[e])}Se=be,Ce=xe,we=B,Te=V}ki(`setSize`),je=!1}z>0&&ye>0&&(d.clearRect(0,0,u.width,u.height),ki(`drawClear`),w.forEach(e=>e()),ki(`draw`)),X.show&&Pe&&(dr(X),Pe=!1),F&&Ne&&(ci(null,!0,!1),Ne=!1),M.show&&M.live&&Fe&&(oi(),Fe=!1),c||(c=!0,r.status=1,ki(`ready`)),ct=!1,zt=!1}r.redraw=(e,t)=>{Me=t||!1,e===!1?Cn():yr(S,D.min,D.max)};function An(e,n){let i=b[e];if(i.from==null){if(U==0){let t=i.range(r,n.min,n.max,e);n.min=t[0],n.max=t[1]}if(n.min>n.max){let e=n.min;n.min=n.max,n.max=e}if(U>1&&n.min!=null&&n.max!=null&&n.max-n.min<1e-16)return;e==S&&i.distr==2&&U>0&&(n.min=qn(n.min,t[0]),n.max=qn(n.max,t[0]),n.min==n.max&&n.max++),j[e]=n,Ae=!0,Cn()}}r.setScale=An;let jn,Mn,Ln,zn,Vn,Un,Wn,Jn,Yn,Xn,q,J,nr=!1,rr=N.drag,or=rr.x,sr=rr.y;F&&(N.x&&(jn=In(Zt,m)),N.y&&(Mn=In(Qt,m)),D.ori==0?(Ln=jn,zn=Mn):(Ln=Mn,zn=jn),q=N.left,J=N.top);let X=r.select=Qr({show:!0,over:!0,left:0,width:0,top:0,height:0},e.select),cr=X.show?In(Xt,X.over?m:p):null;function dr(e,t){if(X.show){for(let t in e)X[t]=e[t],t in pi&&K(cr,t,e[t]);t!==!1&&ki(`setSelect`)}}r.setSelect=dr;function _r(e){if(v[e].show)P&&Pn(ce[e],Yt);else if(P&&Nn(ce[e],Yt),F){let t=Ke?qe[0]:qe[e];t!=null&&Rn(t,-10,-10,B,V)}}function yr(e,t,n){An(e,{min:t,max:n})}function Cr(e,t,n,a){t.focus!=null&&Yr(e),t.show!=null&&v.forEach((n,r)=>{r>0&&(e==r||e==null)&&(n.show=t.show,_r(r),i==2?(yr(n.facets[0].scale,null,null),yr(n.facets[1].scale,null,null)):yr(n.scale,null,null),Cn())}),n!==!1&&ki(`setSeries`,e,t),a&&Pi(`setSeries`,r,e,t)}r.setSeries=Cr;function Er(e,t){Qr(x[e],t)}function Dr(e,t){e.fill=Z(e.fill||null),e.dir=Y(e.dir,-1),t??=x.length,x.splice(t,0,e)}function Mr(e){e==null?x.length=0:x.splice(e,1)}r.addBand=Dr,r.setBand=Er,r.delBand=Mr;function Nr(e,t){v[e].alpha=t,F&&qe[e]!=null&&(qe[e].style.opacity=t),P&&ce[e]&&(ce[e].style.opacity=t)}let Fr,Ir,zr,Wr={focus:!0};function Yr(e){if(e!=zr){let t=e==null,n=We.alpha!=1;v.forEach((r,a)=>{if(i==1||a>0){let i=t||a==0||a==e;r._focus=t?null:i,n&&Nr(a,i?1:We.alpha)}}),zr=e,n&&Cn()}}P&&Ge&&_e(bn,L,e=>{N._lock||(He(e),zr!=null&&Cr(null,Wr,!0,ji.setSeries))});function Xr(e,t,n){let r=b[t];n&&(e=e/G-(r.ori==1?xe:be));let i=B;r.ori==1&&(i=V,e=i-e),r.dir==-1&&(e=i-e);let a=r._min,o=r._max,s=e/i,c=a+(o-a)*s,l=r.distr;return l==3?gr(10,c):l==4?br(c,r.asinh):l==100?r.bwd(c):c}function $r(e,n){return qn(Xr(e,S,n),t[0],it,at)}r.valToIdx=e=>qn(e,t[0]),r.posToIdx=$r,r.posToVal=Xr,r.valToPos=(e,t,n)=>b[t].ori==0?a(e,b[t],n?Oe:B,n?Ee:0):o(e,b[t],n?ke:V,n?De:0),r.setCursor=(e,t,n)=>{q=e.left,J=e.top,ci(null,t,n)};function ei(e,t){K(cr,fn,X.left=e),K(cr,cn,X.width=t)}function ti(e,t){K(cr,un,X.top=e),K(cr,ln,X.height=t)}let ni=D.ori==0?ei:ti,ri=D.ori==1?ei:ti;function ai(){if(P&&M.live)for(let e=+(i==2);e<v.length;e++){if(e==0&&de)continue;let t=M.values[e],n=0;for(let r in t)le[e][n++].firstChild.nodeValue=t[r]}}function oi(e,t){if(e!=null&&(e.idxs?e.idxs.forEach((e,t)=>{ae[t]=e}):Gr(e.idx)||ae.fill(e.idx),M.idx=ae[0]),P&&M.live){for(let e=0;e<v.length;e++)(e>0||i==1&&!de)&&si(e,ae[e]);ai()}Fe=!1,t!==!1&&ki(`setLegend`)}r.setLegend=oi;function si(e,n){let i=v[e],a=e==0&&O==2?st:t[e],o;de?o=i.values(r,e,n)??R:(o=i.value(r,n==null?null:a[n],e,n),o=o==null?R:{_:o}),M.values[e]=o}function ci(e,n,a){Yn=q,Xn=J,[q,J]=N.move(r,q,J),N.left=q,N.top=J,F&&(Ln&&Rn(Ln,fr(q),0,B,V),zn&&Rn(zn,0,fr(J),B,V));let o,s=it>at;Fr=Sr,Ir=null;let c=D.ori==0?B:V,l=D.ori==1?B:V;if(q<0||U==0||s){o=N.idx=null;for(let e=0;e<v.length;e++){let t=qe[e];t!=null&&Rn(t,-10,-10,B,V)}Ge&&Cr(null,Wr,!0,e==null&&ji.setSeries),M.live&&(ae.fill(o),Fe=!0)}else{let e,n,a;i==1&&(e=D.ori==0?q:J,n=Xr(e,S),o=N.idx=qn(n,t[0],it,at),a=k(t[0][o],D,c,0));let s=-10,u=-10,d=0,f=0,p=!0,m=``,h=``;for(let e=+(i==2);e<v.length;e++){let g=v[e],_=ae[e],y=_==null?null:i==1?t[e][_]:t[e][1][_],x=N.dataIdx(r,e,o,n),S=x==null?null:i==1?t[e][x]:t[e][1][x];if(Fe=Fe||S!=y||x!=_,ae[e]=x,e>0&&g.show){let n=x==null?-10:x==o?a:k(i==1?t[0][x]:t[e][0][x],D,c,0),_=S==null?-10:A(S,i==1?b[g.scale]:b[g.facets[1].scale],l,0);if(Ge&&S!=null){let t=D.ori==1?q:J,n=ur(We.dist(r,e,x,_,t));if(n<Fr){let r=We.bias;if(r!=0){let i=Xr(t,g.scale),a=S>=0?1:-1,o=i>=0?1:-1;o==a&&(o==1?r==1?S>=i:S<=i:r==1?S<=i:S>=i)&&(Fr=n,Ir=e)}else Fr=n,Ir=e}}if(Fe||Ke){let t,i;D.ori==0?(t=n,i=_):(t=_,i=n);let a,o,c,l,g,v,y=!0,b=Ue.bbox;if(b!=null){y=!1;let t=b(r,e);c=t.left,l=t.top,a=t.width,o=t.height}else c=t,l=i,a=o=Ue.size(r,e);if(v=Ue.fill(r,e),g=Ue.stroke(r,e),Ke)e==Ir&&Fr<=We.prox&&(s=c,u=l,d=a,f=o,p=y,m=v,h=g);else{let t=qe[e];t!=null&&(Je[e]=c,Ye[e]=l,Hn(t,a,o,y),Bn(t,v,g),Rn(t,pr(c),pr(l),B,V))}}}}if(Ke){let e=We.prox;if(Fe||(zr==null?Fr<=e:Fr>e||Ir!=zr)){let e=qe[0];e!=null&&(Je[0]=s,Ye[0]=u,Hn(e,d,f,p),Bn(e,m,h),Rn(e,pr(s),pr(u),B,V))}}}if(X.show&&nr){if(e!=null){let[t,n]=ji.scales,[r,i]=ji.match,[a,o]=e.cursor.sync.scales,s=e.cursor.drag;if(or=s._x,sr=s._y,or||sr){let{left:s,top:u,width:d,height:f}=e.select,p=e.scales[a].ori,m=e.posToVal,h,g,_,v,y,x=t!=null&&r(t,a),S=n!=null&&i(n,o);x&&or?(p==0?(h=s,g=d):(h=u,g=f),_=b[t],v=k(m(h,a),_,c,0),y=k(m(h+g,a),_,c,0),ni(mr(v,y),ur(y-v))):ni(0,c),S&&sr?(p==1?(h=s,g=d):(h=u,g=f),_=b[n],v=A(m(h,o),_,l,0),y=A(m(h+g,o),_,l,0),ri(mr(v,y),ur(y-v))):ri(0,l)}else mi()}else{let e=ur(Yn-Vn),t=ur(Xn-Un);if(D.ori==1){let n=e;e=t,t=n}or=rr.x&&e>=rr.dist,sr=rr.y&&t>=rr.dist;let n=rr.uni;n==null?rr.x&&rr.y&&(or||sr)&&(or=sr=!0):or&&sr&&(or=e>=n,sr=t>=n,!or&&!sr&&(t>e?sr=!0:or=!0));let r,i;or&&(D.ori==0?(r=Wn,i=q):(r=Jn,i=J),ni(mr(r,i),ur(i-r)),sr||ri(0,l)),sr&&(D.ori==1?(r=Wn,i=q):(r=Jn,i=J),ri(mr(r,i),ur(i-r)),or||ni(0,c)),!or&&!sr&&(ni(0,0),ri(0,0))}}if(rr._x=or,rr._y=sr,e==null){if(a){if(Mi!=null){let[e,t]=ji.scales;ji.values[0]=e==null?null:Xr(D.ori==0?q:J,e),ji.values[1]=t==null?null:Xr(D.ori==1?q:J,t)}Pi(gn,r,q,J,B,V,o)}if(Ge){let e=a&&ji.setSeries,t=We.prox;zr==null?Fr<=t&&Cr(Ir,Wr,!0,e):Fr>t?Cr(null,Wr,!0,e):Ir!=zr&&Cr(Ir,Wr,!0,e)}}Fe&&(M.idx=o,oi()),n!==!1&&ki(`setCursor`)}let li=null;Object.defineProperty(r,"rect",{get(){return li??ui(!1),li}});function ui(e=!1){e?li=null:(li=m.getBoundingClientRect(),ki(`syncRect`,li))}function di(e,t,n,r,i,a,o){N._lock||nr&&e!=null&&e.movementX==0&&e.movementY==0||(fi(e,t,n,r,i,a,o,!1,e!=null),e==null?ci(t,!0,!1):ci(null,!0,!0))}function fi(e,t,n,i,a,o,c,l,u){if(li??ui(!1),He(e),e!=null)n=e.clientX-li.left,i=e.clientY-li.top;else{if(n<0||i<0){q=-10,J=-10;return}let[e,r]=ji.scales,c=t.cursor.sync,[l,u]=c.values,[d,f]=c.scales,[p,m]=ji.match,h=t.axes[0].side%2==1,g=D.ori==0?B:V,_=D.ori==1?B:V,v=h?o:a,y=h?a:o,x=h?i:n,S=h?n:i;if(n=d==null?x/v*g:p(e,d)?s(l,b[e],g,0):-10,i=f==null?S/y*_:m(r,f)?s(u,b[r],_,0):-10,D.ori==1){let e=n;n=i,i=e}}u&&(t==null||t.cursor.event.type==gn)&&((n<=1||n>=B-1)&&(n=Pr(n,B)),(i<=1||i>=V-1)&&(i=Pr(i,V))),l?(Vn=n,Un=i,[Wn,Jn]=N.move(r,n,i)):(q=n,J=i)}let pi={width:0,height:0,left:0,top:0};function mi(){dr(pi,!1)}let hi,_i,vi,yi;function bi(e,t,n,i,a,o,s){nr=!0,or=sr=rr._x=rr._y=!1,fi(e,t,n,i,a,o,s,!0,!1),e!=null&&(_e(vn,On,xi,!1),Pi(_n,r,Wn,Jn,B,V,null));let{left:c,top:l,width:u,height:d}=X;hi=c,_i=l,vi=u,yi=d}function xi(e,t,n,i,a,o,s){nr=rr._x=rr._y=!1,fi(e,t,n,i,a,o,s,!1,!0);let{left:c,top:l,width:u,height:d}=X,f=u>0||d>0,p=hi!=c||_i!=l||vi!=u||yi!=d;if(f&&p&&dr(X),rr.setScale&&f&&p){let e=c,t=u,n=l,r=d;if(D.ori==1&&(e=l,t=d,n=c,r=u),or&&yr(S,Xr(e,S),Xr(e+t,S)),sr)for(let e in b){let t=b[e];e!=S&&t.from==null&&t.min!=Sr&&yr(e,Xr(n+r,e),Xr(n,e))}mi()}else N.lock&&(N._lock=!N._lock,ci(t,!0,e!=null));e!=null&&(ve(vn,On),Pi(vn,r,q,J,B,V,null))}function Si(e,t,n,r,i,a,o){if(N._lock)return;He(e);let s=nr;if(nr){let e=!0,t=!0,n,r;D.ori==0?(n=or,r=sr):(n=sr,r=or),n&&r&&(e=q<=10||q>=B-10,t=J<=10||J>=V-10),n&&e&&(q=q<Wn?0:B),r&&t&&(J=J<Jn?0:V),ci(null,!0,!0),nr=!1}q=-10,J=-10,ae.fill(null),ci(null,!0,!0),s&&(nr=s)}function Ti(e,t,n,i,a,o,s){N._lock||(He(e),ut(),mi(),e!=null&&Pi(xn,r,q,J,B,V,null))}function Ei(){y.forEach(Lo),Ie(r.width,r.height,!0)}Gn(Tn,kn,Ei);let Di={};Di.mousedown=bi,Di.mousemove=di,Di.mouseup=xi,Di.dblclick=Ti,Di.setSeries=(e,t,n,i)=>{let a=ji.match[2];n=a(r,t,n),n!=-1&&Cr(n,i,!0,!1)},F&&(_e(_n,m,bi),_e(gn,m,di),_e(yn,m,e=>{He(e),ui(!1)}),_e(bn,m,Si),_e(xn,m,Ti),xo.add(r),r.syncRect=ui);let Oi=r.hooks=e.hooks||{};function ki(e,t,n){Bt?mn.push([e,t,n]):e in Oi&&Oi[e].forEach(e=>{e.call(null,r,t,n)})}(e.plugins||[]).forEach(e=>{for(let t in e.hooks)Oi[t]=(Oi[t]||[]).concat(e.hooks[t])});let Ai=(e,t,n)=>n,ji=Qr({key:null,setSeries:!1,filters:{pub:Ar,sub:Ar},scales:[S,v[1]?v[1].scale:null],match:[jr,jr,Ai],values:[null,null]},N.sync);ji.match.length==2&&ji.match.push(Ai),N.sync=ji;let Mi=ji.key,Ni=Va(Mi);function Pi(e,t,n,r,i,a,o){ji.filters.pub(e,t,n,r,i,a,o)&&Ni.pub(e,t,n,r,i,a,o)}Ni.sub(r);function $(e,t,n,r,i,a,o){ji.filters.sub(e,t,n,r,i,a,o)&&Di[e](null,t,n,r,i,a,o)}r.pub=$;function Fi(){Ni.unsub(r),xo.delete(r),ge.clear(),Kn(Tn,kn,Ei),l.remove(),L?.remove(),ki(`destroy`)}r.destroy=Fi;function Gi(){ki(`init`,e,t),lt(t||e.data,!1),j[S]?An(S,j[S]):ut(),Pe=X.show&&(X.width>0||X.height>0),Ne=Fe=!0,Ie(e.width,e.height)}return v.forEach(Ze),y.forEach(tt),n?n instanceof HTMLElement?(n.appendChild(l),Gi()):n(r,Gi):Gi(),r}Ro.assign=Qr,Ro.fmtNum=X,Ro.rangeNum=ir,Ro.rangeLog=Qn,Ro.rangeAsinh=$n,Ro.orient=Wa,Ro.pxRatio=G,Ro.join=ri,Ro.fmtDate=gi,Ro.tzDate=vi,Ro.sync=Va;{Ro.addGap=Ya,Ro.clipGaps=Ja;let e=Ro.paths={points:lo};e.linear=mo,e.stepped=ho,e.bars=_o,e.spline=yo}var zo=e=>getComputedStyle(document.documentElement).getPropertyValue(e).trim();function Bo({at:e,series:t,format:n,label:r}){let i=V(null);return B(()=>{let r=i.current;if(!r||e.length===0)return;let a=[zo(`--accent`),zo(`--warn`),zo(`--good`),zo(`--bad`)],o={stroke:zo(`--soft`),grid:{stroke:zo(`--line`),width:1},ticks:{show:!1}},s=new Ro({width:r.clientWidth,height:230,cursor:{y:!1},legend:{live:!0},axes:[o,{...o,size:70,values:(e,t)=>t.map(e=>n(e))}],series:[{value:(e,t)=>t==null?``:new Date(t*1e3).toISOString().slice(0,10)},...t.map((t,r)=>({label:t.label,stroke:t.color??a[r%a.length],width:2,dash:t.dashed?[6,4]:void 0,points:{show:e.length<40,size:6},value:(e,t)=>t==null?`–`:n(t)}))]},[e.map(e=>Date.parse(e)/1e3),...t.map(e=>e.values)],r),c=new ResizeObserver(()=>s.setSize({width:r.clientWidth,height:230}));return c.observe(r),()=>{c.disconnect(),s.destroy()}},[JSON.stringify(e),JSON.stringify(t)]),W(`div`,{ref:i,class:`chart`,role:`img`,"aria-label":r})}function Vo({values:e}){let t=e.map((e,t)=>[t,e]).filter(e=>e[1]!=null);if(t.length<2)return W(`svg`,{class:`spark`,"aria-hidden":`true`});let n=Math.min(...t.map(e=>e[1])),r=Math.max(...t.map(e=>e[1]))-n||1;return W(`svg`,{class:`spark`,viewBox:`0 0 100 32`,preserveAspectRatio:`none`,"aria-hidden":`true`,children:W(`path`,{d:t.map(([t,i],a)=>`${a?`L`:`M`}${t/(e.length-1)*100} ${28-(i-n)/r*24}`).join(``)})})}function Ho({value:e,most:t}){return e==null||t<=0?null:W(`span`,{"aria-hidden":`true`,class:e<0?`bar neg`:`bar`,style:{width:`${Math.min(100,Math.abs(e)/t*100)}%`}})}var Uo=[`CUSTOMER`,`PRACTICE`,`LEGAL_ENTITY`,`PROJECT`,`BILLING_MODEL`];function Wo({session:e}){let[t,n]=Mt(),[r,i]=z(`CUSTOMER`),[a,o]=z(null),s=Ye(e,pt,{keys:[`billing_latency`],by:[r],from:t.from,to:t.to,order:[{metric:`billing_latency`,direction:`DESC`}],first:50}),c=Ye(e,pt,{keys:[`billing_latency`,`work_to_invoice`],by:[],from:t.from,to:t.to,grain:`MONTH`,first:60});return W(y,{children:[W(Nt,{title:`Billing latency`,controls:W(y,{children:[n,W(`label`,{children:[`By`,W(`select`,{value:r,onChange:e=>i(e.currentTarget.value),children:Uo.map(e=>W(`option`,{value:e,children:H(e)},e))})]})]}),children:`Days from approval to invoice, of what was invoiced in the period. What is still unbilled is in the exceptions.`}),W(`section`,{class:`panel`,children:[W(`header`,{children:W(`h2`,{children:`By month`})}),W(kt,{answer:c,children:e=>{let t=e.metrics.nodes.filter(e=>e.kind===`ROW`);return W(Bo,{label:`Billing latency by month in days`,at:t.map(e=>String(e.period?.from)),series:[`Approval to invoice`,`Work to invoice`].map((e,n)=>({label:e,values:t.map(e=>e.values[n]?.value==null?null:Number(e.values[n].value))})),format:e=>`${e.toFixed(1)} d`})}})]}),W(`section`,{class:`panel`,children:[W(`header`,{children:[W(`h2`,{children:[`By `,H(r).toLowerCase()]}),W(`p`,{children:`Parts in days`})]}),W(kt,{answer:s,children:e=>{let n=e.metrics.nodes,i=n[0]?.values[0]?.parts??[],a=Math.max(1,...n.map(e=>Number(e.values[0]?.value??0)));return n.length===0?W(Ot,{children:`Nothing was invoiced in this period.`}):W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:H(r)}),W(`th`,{class:`n`,children:`Mean`}),i.map(e=>W(`th`,{class:`n`,children:H(e.name)},e.name)),W(`th`,{class:`n`,children:`Items`}),W(`th`,{class:`bars`,children:W(`span`,{class:`vh`,children:`Mean as a bar`})})]})}),W(`tbody`,{children:n.map((e,n)=>{let r=e.values[0],s=e.kind===`ROW`?e.dimensions[0]?.label??`None`:`Total`;return W(`tr`,{class:e.kind===`ROW`?``:`total`,children:[W(`th`,{scope:`row`,children:s}),W(`td`,{class:`n`,children:e.kind===`ROW`&&r.value!=null?W(`button`,{class:`link`,onClick:()=>o({key:`billing_latency`,title:String(s),dimensions:e.dimensions.map(e=>({dimension:e.dimension,id:e.id??null})),range:t}),children:W(At,{of:r})}):W(At,{of:r})}),i.map(e=>W(`td`,{class:`n`,children:W(At,{of:r.parts.find(t=>t.name===e.name)})},e.name)),W(`td`,{class:`n`,children:r.population}),W(`td`,{children:W(Ho,{value:r.value==null?null:Number(r.value),most:a})})]},n)})})]})})}})]}),a&&W(Pt,{session:e,cell:a,onClose:()=>o(null)})]})}var Go=[`revenue`,`cost`,`gross_margin`,`gross_margin_pct`],Ko=[`PROJECT`,`CUSTOMER`,`PRACTICE`,`ENGAGEMENT`,`BILLING_MODEL`];function qo({session:e}){let[t,n]=Mt(),[r,i]=z(`CUSTOMER`),[a,o]=z(null),s=Ye(e,pt,{keys:Go,by:[r],from:t.from,to:t.to,order:[{metric:`revenue`,direction:`DESC`}],first:50}),c=Ye(e,pt,{keys:[`revenue`,`gross_margin`],by:[],from:t.from,to:t.to,grain:`MONTH`,first:60});return W(y,{children:[W(Nt,{title:`Margin`,controls:W(y,{children:[n,W(`label`,{children:[`By`,W(`select`,{value:r,onChange:e=>i(e.currentTarget.value),children:Ko.map(e=>W(`option`,{value:e,children:H(e)},e))})]})]}),children:`Revenue less labour, subcontractors and project expenses, in group currency. Click a number for the rows behind it.`}),W(`section`,{class:`panel`,children:[W(`header`,{children:W(`h2`,{children:`By month`})}),W(kt,{answer:c,children:e=>{let t=e.metrics.nodes.filter(e=>e.kind===`ROW`);return W(Bo,{label:`Revenue and gross margin by month`,at:t.map(e=>String(e.period?.from)),series:[`Revenue`,`Gross margin`].map((e,n)=>({label:e,values:t.map(e=>e.values[n]?.value==null?null:Number(e.values[n].value))})),format:t=>et({value:String(t),unit:`MONEY`,currency:e.metrics.nodes[0]?.values[0]?.currency,state:`OK`},!0)})}})]}),W(`section`,{class:`panel`,children:[W(`header`,{children:W(`h2`,{children:[`By `,H(r).toLowerCase()]})}),W(kt,{answer:s,children:e=>{let n=e.metrics.nodes,i=Math.max(1,...n.filter(e=>e.kind===`ROW`).map(e=>Math.abs(Number(e.values[2]?.value??0))));return n.length===0?W(Ot,{children:`Nothing to show in this period.`}):W(y,{children:[W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`caption`,{children:[e.metrics.totalCount,` groups, as of `,String(e.metrics.asOf)]}),W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:H(r)}),Go.map(e=>W(`th`,{class:`n`,children:H(e).replace(`pct`,`%`)},e)),W(`th`,{class:`bars`,children:W(`span`,{class:`vh`,children:`Margin as a bar`})})]})}),W(`tbody`,{children:n.map((e,n)=>{let r=e.kind===`ROW`?e.dimensions[0]?.label??e.dimensions[0]?.id??`None`:`Total`;return W(`tr`,{class:e.kind===`ROW`?``:`total`,children:[W(`th`,{scope:`row`,children:r}),e.values.map(n=>W(`td`,{class:`n`,children:e.kind===`ROW`&&n.value!=null?W(`button`,{class:`link`,onClick:()=>o({key:n.key,title:String(r),dimensions:e.dimensions.map(e=>({dimension:e.dimension,id:e.id??null})),range:t}),children:W(At,{of:n})}):W(At,{of:n})},n.key)),W(`td`,{children:W(Ho,{value:e.values[2]?.value==null?null:Number(e.values[2].value),most:i})})]},n)})})]})}),W(jt,{count:n[n.length-1]?.values[0]?.excludedByPermission})]})}})]}),a&&W(Pt,{session:e,cell:a,onClose:()=>o(null)})]})}var Jo=[{key:`gross_margin_pct`,label:`Gross margin`,page:`margin`,good:`up`},{key:`revenue`,label:`Revenue`,page:`margin`,good:`up`},{key:`billable_utilization`,label:`Billable utilization`,page:`utilization`,good:`up`},{key:`billing_latency`,label:`Billing latency`,page:`billing-latency`,good:`down`},{key:`leakage`,label:`Unbilled past deadline`,page:`exceptions`,good:`down`},{key:`unbilled_wip`,label:`Unbilled work`,page:`billing-latency`,good:`down`},{key:`dso`,label:`Days sales outstanding`,page:`accounts`,good:`down`},{key:`sync_success`,label:`Sync success`,page:`integration`,good:`up`}];function Yo({session:e}){let[t,n]=Mt(),r=Jo.map(e=>e.key),i=Ye(e,ft,{from:t.from,to:t.to,keys:r}),a=Ye(e,gt,{first:6});return W(y,{children:[W(Nt,{title:`Overview`,controls:n,children:[t.from,` to `,t.to,`, compared with the period before`]}),W(kt,{answer:i,children:e=>W(`div`,{class:`tiles`,children:Jo.map((t,n)=>{let r=e.metrics.nodes[0]?.values[n],i=e.trend.nodes.map(e=>{let t=e.values[n]?.value;return t==null?null:Number(t)}),a=r?.compared?.difference==null?null:Number(r.compared.difference),o=a==null||a===0?`flat`:a>0==(t.good===`up`)?`up`:`down`;return W(`a`,{class:`panel tile`,href:`#/${t.page}`,children:[W(`span`,{class:`label`,children:t.label}),W(`span`,{class:`value`,children:W(At,{of:r,brief:!0})}),W(`span`,{class:`trend ${o}`,children:a==null||!r?` `:`${a>0?`▲`:a<0?`▼`:`=`} ${et({...r,value:String(Math.abs(a))},!0)}`}),W(Vo,{values:i})]},t.key)})})}),W(`section`,{class:`panel`,children:[W(`header`,{children:[W(`h2`,{children:`Exceptions with the most money waiting`}),W(`a`,{href:`#/exceptions`,children:`All exceptions`})]}),W(kt,{answer:a,children:e=>W(`div`,{class:`scroll`,children:W(`table`,{children:[W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:`What`}),W(`th`,{children:`Severity`}),W(`th`,{class:`n`,children:`Money waiting`}),W(`th`,{class:`n`,children:`Days`})]})}),W(`tbody`,{children:e.exceptions.nodes.map(e=>W(`tr`,{children:[W(`td`,{class:`wrap`,children:e.title}),W(`td`,{children:W(`span`,{class:`tag ${e.severity===`CRITICAL`||e.severity===`ERROR`?`bad`:`warn`}`,children:H(e.severity)})}),W(`td`,{class:`n`,children:e.amount?tt(String(e.amount.amount),String(e.amount.currency)):W(`span`,{class:`masked`,children:`–`})}),W(`td`,{class:`n`,children:e.daysWaiting})]},e.id))})]})})})]})]})}var Xo=[`billable_utilization`,`productive_utilization`,`total_utilization`],Zo=[`PRACTICE`,`ROLE`,`PERSON`,`LEGAL_ENTITY`,`MANAGER`];function Qo({session:e}){let[t,n]=Mt(),[r,i]=z(`PRACTICE`),[a,o]=z(`billable_utilization`),[s,c]=z(null),l=Ye(e,pt,{keys:[a,`capacity`],by:[r],from:t.from,to:t.to,grain:`MONTH`,first:200});return W(y,{children:[W(Nt,{title:`Utilization`,controls:W(y,{children:[n,W(`label`,{children:[`By`,W(`select`,{value:r,onChange:e=>i(e.currentTarget.value),children:Zo.map(e=>W(`option`,{value:e,children:H(e)},e))})]}),W(`label`,{children:[`Measure`,W(`select`,{value:a,onChange:e=>o(e.currentTarget.value),children:Xo.map(e=>W(`option`,{value:e,children:H(e)},e))})]})]}),children:`Approved hours over net capacity: scheduled, less holidays and approved absence. 75 % is usually healthy; above 85 % for long is a burn-out risk.`}),W(`section`,{class:`panel`,children:W(kt,{answer:l,children:e=>{let t=e.metrics.nodes.filter(e=>e.kind===`ROW`),n=[...new Set(t.map(e=>String(e.period?.from)))].sort(),i=new Map;for(let e of t){let t=e.dimensions[0],n=t?.id??``,r=i.get(n)??{label:t?.label??t?.id??`None`,cells:new Map};r.cells.set(String(e.period?.from),e),i.set(n,r)}return t.length===0?W(Ot,{children:`Nobody had capacity in this period, or your role does not see people.`}):W(`div`,{class:`scroll`,children:W(`table`,{class:`heat`,children:[W(`caption`,{children:[H(a),` by `,H(r).toLowerCase(),` and month`]}),W(`thead`,{children:W(`tr`,{children:[W(`th`,{children:H(r)}),n.map(e=>W(`th`,{children:e.slice(0,7)},e))]})}),W(`tbody`,{children:[...i].sort((e,t)=>e[1].label.localeCompare(t[1].label)).map(([e,t])=>W(`tr`,{children:[W(`th`,{scope:`row`,children:t.label}),n.map(e=>{let n=t.cells.get(e),r=n?.values[0],i=r?.value==null?null:Number(r.value);return W(`td`,{style:i==null?{}:{background:`color-mix(in srgb, var(--accent) ${Math.round(Math.min(1,Math.max(0,(i-.2)/.9))*70)}%, var(--panel))`},children:r&&i!=null&&n?W(`button`,{class:`link`,style:{color:`var(--ink)`,textDecoration:`none`},"aria-label":`${t.label}, ${e.slice(0,7)}: ${et(r)}`,onClick:()=>c({key:a,title:`${t.label}, ${e.slice(0,7)}`,dimensions:n.dimensions.map(e=>({dimension:e.dimension,id:e.id??null})),range:{from:String(n.period?.from),to:String(n.period?.to)}}),children:W(At,{of:r})}):W(At,{of:r})},e)})]},e))})]})})}})}),s&&W(Pt,{session:e,cell:s,onClose:()=>c(null)})]})}var $o={overview:Yo,margin:qo,utilization:Qo,"billing-latency":Wo,integration:zt,exceptions:Lt,accounts:Ft},es=()=>{let[e=``,...t]=location.hash.replace(/^#\/?/,``).split(`/`);return{page:e in $o?e:`overview`,rest:t.join(`/`)}};function ts(){let[e,t]=z(void 0),[n,r]=z(es()),[i,a]=z(!1);if(B(()=>{We().then(t)},[]),B(()=>{let e=()=>{r(es()),a(!1),document.querySelector(`main h1`)?.focus()};return addEventListener(`hashchange`,e),()=>removeEventListener(`hashchange`,e)},[]),B(()=>{document.title=`${H(n.page.replaceAll(`-`,`_`))} · Throughline`},[n.page]),e===void 0)return W(`main`,{children:W(Dt,{})});if(e===null)return W(rs,{onToken:e=>{Ge(e),t({token:e,role:``,tokens:{}})}});let o=$o[n.page],s=Object.keys(e.tokens),c=n=>{localStorage.setItem(`throughline.role`,n),t({...e,role:n,token:e.tokens[n]})};return W(`div`,{class:`shell`,children:[W(`a`,{class:`skip`,href:`#main`,onClick:e=>{e.preventDefault(),document.getElementById(`main`)?.focus()},children:`Skip to the numbers`}),W(`aside`,{class:i?`side open`:`side`,children:[W(`div`,{class:`top`,children:[W(`div`,{class:`brand`,children:[W(`img`,{src:`/favicon.svg`,alt:``}),`Throughline`]}),W(`button`,{class:`burger`,"aria-expanded":i,onClick:()=>a(!i),children:`Menu`})]}),W(`nav`,{"aria-label":`Pages`,children:Object.keys($o).map(e=>W(`a`,{href:`#/${e}`,"aria-current":e===n.page?`page`:void 0,children:H(e.replaceAll(`-`,`_`))},e))}),W(`div`,{class:`foot`,children:[s.length>0?W(`label`,{children:[`View as`,W(`select`,{value:e.role,onChange:e=>c(e.currentTarget.value),children:s.map(e=>W(`option`,{value:e,children:H(e)},e))})]}):W(`button`,{onClick:()=>{Ke(),t(null)},children:`Sign out`}),W(ns,{}),W(`a`,{href:`/graphiql`,children:`GraphiQL`})]})]}),W(`main`,{id:`main`,tabIndex:-1,children:W(o,{session:e,rest:n.rest},e.role+n.page)})]})}function ns(){let[e,t]=z(localStorage.getItem(`throughline.theme`)??`system`);return B(()=>{localStorage.setItem(`throughline.theme`,e),e===`system`?delete document.documentElement.dataset.theme:document.documentElement.dataset.theme=e},[e]),W(`label`,{children:[`Theme`,W(`select`,{value:e,onChange:e=>t(e.currentTarget.value),children:[`system`,`light`,`dark`].map(e=>W(`option`,{value:e,children:H(e)},e))})]})}function rs({onToken:e}){let[t,n]=z(``);return W(`main`,{children:W(`form`,{class:`panel`,style:{maxWidth:`34rem`,margin:`12vh auto`},onSubmit:n=>{n.preventDefault(),t.trim()&&e(t.trim())},children:[W(`h1`,{children:`Throughline`}),W(`p`,{children:[`Paste an access token of your identity provider, or one made with `,W(`code`,{children:`throughline token`}),`.`]}),W(`label`,{children:[`Token`,W(`textarea`,{rows:5,style:{width:`100%`},value:t,onInput:e=>n(e.currentTarget.value),required:!0})]}),W(`button`,{class:`primary`,children:`Open the dashboard`})]})})}F(W(ts,{}),document.getElementById(`root`));