import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: SessionPlayEvent","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/type-aliases/SessionPlayEvent.md","filePath":"api/node/type-aliases/SessionPlayEvent.md"}');
const _sfc_main = { name: "api/node/type-aliases/SessionPlayEvent.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / SessionPlayEvent</p><h1 id="type-alias-sessionplayevent" tabindex="-1">Type Alias: SessionPlayEvent <a class="header-anchor" href="#type-alias-sessionplayevent" aria-label="Permalink to &quot;Type Alias: SessionPlayEvent&quot;">​</a></h1><blockquote><p><strong>SessionPlayEvent</strong> = <a href="./DeviceEvent.html"><code>DeviceEvent</code></a> | { <code>kind</code>: <code>&quot;state&quot;</code>; <code>state</code>: <code>PlayState</code>; } | { <code>error</code>: <code>Error</code>; <code>kind</code>: <code>&quot;error&quot;</code>; } | { <code>kind</code>: <code>&quot;refused&quot;</code>; <code>peerId</code>: <code>string</code>; <code>why</code>: <code>string</code>; }</p></blockquote><p>What happens to a session that is played; discriminated by <code>kind</code>.</p><h2 id="union-members" tabindex="-1">Union Members <a class="header-anchor" href="#union-members" aria-label="Permalink to &quot;Union Members&quot;">​</a></h2><p><a href="./DeviceEvent.html"><code>DeviceEvent</code></a></p><hr><h3 id="type-literal" tabindex="-1">Type Literal <a class="header-anchor" href="#type-literal" aria-label="Permalink to &quot;Type Literal&quot;">​</a></h3><p>{ <code>kind</code>: <code>&quot;state&quot;</code>; <code>state</code>: <code>PlayState</code>; }</p><p>Another track, a pause, a seek, another leader.</p><hr><h3 id="type-literal-1" tabindex="-1">Type Literal <a class="header-anchor" href="#type-literal-1" aria-label="Permalink to &quot;Type Literal&quot;">​</a></h3><p>{ <code>error</code>: <code>Error</code>; <code>kind</code>: <code>&quot;error&quot;</code>; }</p><p>The host&#39;s stream cannot be decoded here, or the model has failed.</p><hr><h3 id="type-literal-2" tabindex="-1">Type Literal <a class="header-anchor" href="#type-literal-2" aria-label="Permalink to &quot;Type Literal&quot;">​</a></h3><p>{ <code>kind</code>: <code>&quot;refused&quot;</code>; <code>peerId</code>: <code>string</code>; <code>why</code>: <code>string</code>; }</p><p>A message of another peer was refused.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/type-aliases/SessionPlayEvent.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SessionPlayEvent = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SessionPlayEvent as default
};
