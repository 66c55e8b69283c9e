import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: StreamState","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/StreamState.md","filePath":"api/browser/type-aliases/StreamState.md"}');
const _sfc_main = { name: "api/browser/type-aliases/StreamState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / StreamState</p><h1 id="type-alias-streamstate" tabindex="-1">Type Alias: StreamState <a class="header-anchor" href="#type-alias-streamstate" aria-label="Permalink to &quot;Type Alias: StreamState&quot;">​</a></h1><blockquote><p><strong>StreamState</strong> = <code>&quot;connecting&quot;</code> | <code>&quot;queued&quot;</code> | <code>&quot;waiting&quot;</code> | <code>&quot;live&quot;</code> | <code>&quot;stalled&quot;</code> | <code>&quot;gone&quot;</code> | <code>&quot;reconnecting&quot;</code> | <code>&quot;ended&quot;</code></p></blockquote><p>State of a stream: <code>connecting</code> → <code>waiting</code> for a source → <code>live</code> → <code>ended</code>; another may follow. From <code>live</code> also to <code>stalled</code>, while no audio arrives and none is left to play, to <code>gone</code>, while the source has lost its connection, and to <code>reconnecting</code>, while this side has. A broadcaster is <code>queued</code> while another source has the channel.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/StreamState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const StreamState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  StreamState as default
};
